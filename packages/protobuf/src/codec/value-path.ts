const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The path of a field, of an item of a list or of a value of a map: `lines[3].sku`, `labels["e-mail"]`. */
export function memberPath(path: string, member: string | number): string {
  if (typeof member === "number") return `${path}[${member}]`;
  if (!NAME.test(member)) return `${path}[${JSON.stringify(member)}]`;
  return path === "" ? member : `${path}.${member}`;
}
