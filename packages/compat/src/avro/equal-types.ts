import type { AvroField, AvroNamed, AvroType } from "./model.js";
import { isNamed } from "./model.js";
import { checkDepth } from "./nesting.js";
import { printJson } from "./print-json.js";
import { sameProps } from "./same-schema.js";

/**
 * Whether two types are equal in all that they say, docs, aliases and defaults included; the order of aliases and of
 * unknown properties does not count, nor does where in a text a type is defined. A pair that is being compared counts
 * as equal, so that recursive types are equal when their definitions are.
 */
export function equalTypes(one: AvroType, other: AvroType): boolean {
  const pairs = new Map<AvroType, Set<AvroType>>();
  let depth = 0;

  function equal(left: AvroType, right: AvroType): boolean {
    if (left === right) return true;
    if (left.kind !== right.kind || !sameProps(left.props, right.props)) return false;
    const known = pairs.get(left) ?? new Set();
    if (known.has(right)) return true;
    pairs.set(left, known.add(right));
    checkDepth(++depth);
    const result = equalParts(left, right);
    depth--;
    return result;
  }

  function equalParts(left: AvroType, right: AvroType): boolean {
    if (isNamed(left) && isNamed(right) && !equalHeads(left, right)) return false;
    if (left.kind === "array" && right.kind === "array") return equal(left.items, right.items);
    if (left.kind === "map" && right.kind === "map") return equal(left.values, right.values);
    if (left.kind === "union" && right.kind === "union") return all(left.branches, right.branches, equal);
    if (left.kind === "fixed" && right.kind === "fixed") return left.size === right.size;
    if (left.kind === "enum" && right.kind === "enum")
      return left.default === right.default && all(left.symbols, right.symbols, Object.is);
    if (left.kind === "record" && right.kind === "record") return all(left.fields, right.fields, equalFields);
    return true;
  }

  function equalFields(left: AvroField, right: AvroField): boolean {
    return (
      left.name === right.name &&
      left.order === right.order &&
      left.doc === right.doc &&
      defaultText(left) === defaultText(right) &&
      sameMembers(left.aliases, right.aliases) &&
      sameProps(left.props, right.props) &&
      equal(left.type, right.type)
    );
  }

  return equal(one, other);
}

function equalHeads(left: AvroNamed, right: AvroNamed): boolean {
  const names = (type: AvroNamed) => type.aliases.map(({ full }) => full);
  return left.name.full === right.name.full && left.doc === right.doc && sameMembers(names(left), names(right));
}

function all<T>(left: readonly T[], right: readonly T[], equal: (left: T, right: T) => boolean): boolean {
  return left.length === right.length && left.every((item, at) => equal(item, right[at] as T));
}

function sameMembers(left: readonly string[], right: readonly string[]): boolean {
  const members = new Set(right);
  return left.length === right.length && left.every((member) => members.has(member));
}

function defaultText(field: AvroField): string | undefined {
  return field.default === undefined ? undefined : printJson(field.default, true);
}
