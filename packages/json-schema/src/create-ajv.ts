import type { JsonSchemaDraft } from "./draft.js";
import { usesFastInteger, withFastInteger } from "./fast-integer.js";
import { useFastLength } from "./fast-length.js";
import { loadAjv, loadCodeTemplate, loadFormats, loadUriResolver, type OwnAjv, type UriResolver } from "./load-ajv.js";
import { addPlainKeywords } from "./prove-plain.js";
import { namesMembersOfObject, refersToMetaSchema, type SchemaSource } from "./schema-set.js";

/**
 * What a compiled schema is for: `fast` says whether a value fits, and no more; `plain` refuses moreover what is
 * written as something else than it is; `errors` finds all that is wrong.
 */
export type Purpose = "fast" | "plain" | "errors";

/** What an Ajv is made for. */
export type AjvSettings = {
  readonly source: SchemaSource;
  readonly draft: JsonSchemaDraft;
  readonly formats: boolean;
  readonly purpose: Purpose;
  readonly unicodeRegExp: boolean;
};

/** An Ajv for one schema. */
export function createAjv({ source, draft, formats, purpose, unicodeRegExp }: AjvSettings): OwnAjv {
  const Ajv = loadAjv(draft);
  const ajv = new Ajv({
    // Unknown keywords and formats are fine, as they are for the registry.
    strict: false,
    strictNumbers: true,
    logger: false,
    // Meta-schemas take longer to compile than most schemas. They are there for those that refer to one.
    meta: refersToMetaSchema(source),
    validateSchema: false,
    // 0.3 is a multiple of 0.1, as it is in Java.
    multipleOfPrecision: 9,
    validateFormats: formats,
    // Else a property `constructor` is always there, and never of the right type.
    ownProperties: namesMembersOfObject(source),
    allErrors: purpose === "errors",
    verbose: purpose === "errors",
    unicodeRegExp,
    uriResolver: leavingNamesAlone(loadUriResolver()),
    code: { process: usesFastInteger(source) ? withFastInteger : undefined },
  });
  // In drafts in which it has no meaning it is a keyword like any other.
  if (draft !== "draft-04") ajv.removeKeyword("id");
  if (draft === "draft-06") for (const keyword of ["if", "then", "else"]) ajv.removeKeyword(keyword);
  if (formats) loadFormats()(ajv);
  if (purpose !== "errors") useFastLength(ajv, loadCodeTemplate());
  if (purpose === "plain") addPlainKeywords(ajv, loadCodeTemplate());
  return ajv;
}

/** Nothing can be resolved against a URN, such as Jackson gives to its schemas: there a name stays what it is. */
function leavingNamesAlone(resolver: UriResolver): UriResolver {
  return {
    ...resolver,
    resolve(base, ref) {
      const isName = !ref.startsWith("#") && !/^[a-z][a-z\d+.-]*:/i.test(ref);
      return isName && /^urn:/i.test(base) ? ref : resolver.resolve(base, ref);
    },
  };
}
