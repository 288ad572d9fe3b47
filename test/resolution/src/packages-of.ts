const FROM_NODE_MODULES = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/g;

/** The names of the packages that files belong to, each once and in order. */
export function packagesOf(files: readonly string[]): readonly string[] {
  const names = files.flatMap((file) => {
    const innermost = [...file.matchAll(FROM_NODE_MODULES)].at(-1)?.[1];
    return innermost === undefined ? [] : [innermost.replace("\\", "/")];
  });
  return [...new Set(names)].sort();
}
