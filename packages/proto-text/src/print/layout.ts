/** Every line of `block` two spaces further in; blank lines too, as the registry prints them. */
export function indent(block: string): string {
  return `  ${block.replaceAll("\n", "\n  ")}`;
}

/** The blocks of a part that is there, which may be none; undefined for a part that is not there. */
export type Section = readonly string[] | undefined;

/** What is `omitted` makes its section be there, and is not printed. */
export function printSection<T extends object>(items: readonly T[], print: (item: T) => string): Section {
  if (items.length === 0) return undefined;
  return items.filter((item) => !("omitted" in item && item.omitted === true)).map((item) => print(item));
}

/** `head { ... }` of sections with a blank line between them; `head {}` of none. */
export function printBlock(head: string, sections: readonly Section[]): string {
  return `${head} {${printSections(sections, indent)}}`;
}

/** Each section behind a line end, and each block on lines of its own. */
export function printSections(sections: readonly Section[], layout: (block: string) => string): string {
  return sections
    .filter((blocks) => blocks !== undefined)
    .map((blocks) => `\n${blocks.map((block) => `${layout(block)}\n`).join("")}`)
    .join("");
}
