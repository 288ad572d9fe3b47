import type { AvroField, AvroProps, AvroType } from "./model.js";
import { checkDepth } from "./nesting.js";
import { printJson } from "./print-json.js";

/**
 * Whether two types are the same to those who read data. Docs, aliases and the defaults of enums do not count. Two
 * types that refer to themselves are only the same when they are one object, as in the reference implementation.
 */
export function sameSchema(one: AvroType | undefined, other: AvroType | undefined, depth = 0): boolean {
  checkDepth(depth);
  // A name that is not resolved yet is like no other.
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  if (one.kind !== other.kind || !sameProps(one.props, other.props)) return false;
  if (one.kind === "array" && other.kind === "array") return sameSchema(one.items, other.items, depth + 1);
  if (one.kind === "map" && other.kind === "map") return sameSchema(one.values, other.values, depth + 1);
  if (one.kind === "union" && other.kind === "union") {
    return (
      one.branchPlaces.length === other.branchPlaces.length &&
      one.branchPlaces.every((_, at) => sameSchema(one.branches[at], other.branches[at], depth + 1))
    );
  }
  if ("name" in one && "name" in other && one.name.full !== other.name.full) return false;
  if (one.kind === "fixed" && other.kind === "fixed") return one.size === other.size;
  if (one.kind === "enum" && other.kind === "enum") {
    return (
      one.symbols.length === other.symbols.length && one.symbols.every((symbol, at) => symbol === other.symbols[at])
    );
  }
  if (one.kind === "record" && other.kind === "record") {
    return (
      one.fields.length === other.fields.length &&
      one.fields.every((field, at) => sameField(field, other.fields[at], depth))
    );
  }
  return true;
}

/** Whether the same members stand on both sides, in any order. */
export function sameProps(one: AvroProps, other: AvroProps): boolean {
  if (one.size !== other.size) return false;
  for (const [name, value] of one) {
    const counterpart = other.get(name);
    if (counterpart === undefined || printJson(value, true) !== printJson(counterpart, true)) return false;
  }
  return true;
}

function sameField(one: AvroField, other: AvroField | undefined, depth: number): boolean {
  return (
    other !== undefined &&
    one.name === other.name &&
    one.order === other.order &&
    (one.default === undefined ? undefined : printJson(one.default, true)) ===
      (other.default === undefined ? undefined : printJson(other.default, true)) &&
    sameProps(one.props, other.props) &&
    sameSchema(one.type, other.type, depth + 1)
  );
}
