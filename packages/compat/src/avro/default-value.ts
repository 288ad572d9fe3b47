import type { JsonValue } from "../json-text/json-value.js";
import type { AvroField, AvroRecord, AvroType } from "./model.js";
import { checkDepth } from "./nesting.js";
import { fitsInto } from "./number-text.js";

/** What is known of the fields' own defaults; false while it is being found out, as a default within itself is none. */
type Known = Map<AvroField, boolean>;

/** Whether a default fits a type. Of a union, it may fit any branch. */
export function isValidDefault(type: AvroType, value: JsonValue, known: Known = new Map(), depth = 0): boolean {
  checkDepth(depth);
  switch (type.kind) {
    case "null":
      return value.kind === "null";
    case "boolean":
      return value.kind === "boolean";
    case "int":
      return value.kind === "number" && fitsInto(32, value.lexeme);
    case "long":
      return value.kind === "number" && fitsInto(64, value.lexeme);
    case "float":
    case "double":
      return value.kind === "number";
    // Which symbols an enum has, how long a fixed is, and what bytes hold is not looked at in the reference either.
    case "bytes":
    case "string":
    case "enum":
    case "fixed":
      return value.kind === "string";
    case "array":
      return value.kind === "array" && value.items.every((item) => isValidDefault(type.items, item, known, depth + 1));
    case "map":
      if (value.kind !== "object") return false;
      for (const member of value.members.values())
        if (!isValidDefault(type.values, member, known, depth + 1)) return false;
      return true;
    case "union":
      return type.branches.some((branch) => isValidDefault(branch, value, known, depth + 1));
    case "record":
      return value.kind === "object" && isValidRecord(type, value.members, known, depth);
  }
}

function isValidRecord(
  type: AvroRecord,
  members: ReadonlyMap<string, JsonValue>,
  known: Known,
  depth: number,
): boolean {
  return type.fields.every((field) => {
    const value = members.get(field.name);
    return value === undefined
      ? hasValidDefault(field, known, depth)
      : isValidDefault(field.type, value, known, depth + 1);
  });
}

/** Remembered, because one record may stand in many defaults. */
function hasValidDefault(field: AvroField, known: Known, depth: number): boolean {
  if (field.default === undefined) return false;
  let valid = known.get(field);
  if (valid === undefined) {
    known.set(field, false);
    valid = isValidDefault(field.type, field.default, known, depth + 1);
    known.set(field, valid);
  }
  return valid;
}
