/** The subject under which a file that is imported is registered, by the path by which it is imported. */
export type ReferenceSubjectStrategy = (importPath: string) => string;

/** The path itself: `shop/money.proto`. What Java's DefaultReferenceSubjectNameStrategy gives. */
export const importPathSubject: ReferenceSubjectStrategy = (importPath) => importPath;

/** The path as a name: `shop.money`. What Java's QualifiedReferenceSubjectNameStrategy gives. */
export const qualifiedSubject: ReferenceSubjectStrategy = (importPath) =>
  importPath.replace(/\.proto$/, "").replaceAll("/", ".");
