import type { AvroType } from "./model.js";

/** How many branches of a union are named before the rest is counted. */
const SHOWN = 5;

/** A type in a few words, for messages. */
export function describeType(type: AvroType): string {
  if (type.kind === "union") {
    const shown = type.branches.slice(0, SHOWN).map(shortType);
    const more = type.branches.length - shown.length;
    return `[${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}]`;
  }
  return shortType(type);
}

function shortType(type: AvroType): string {
  switch (type.kind) {
    case "array":
      return `array of ${nameOrKind(type.items)}`;
    case "map":
      return `map of ${nameOrKind(type.values)}`;
    case "record":
    case "enum":
    case "fixed":
      return `${type.kind} ${type.name.full}`;
    default:
      return type.kind;
  }
}

function nameOrKind(type: AvroType): string {
  return "name" in type ? type.name.full : type.kind;
}
