import type { JsonObject, JsonValue } from "../json-text/json-value.js";
import { isValidDefault } from "./default-value.js";
import { describeType } from "./describe-type.js";
import { type AvroField, type AvroType, type Mutable, UNRESOLVED } from "./model.js";
import {
  aKind,
  checkName,
  fail,
  optionalText,
  otherMembers,
  type ParseContext,
  placeOf,
  readAliases,
  requiredText,
} from "./parse-context.js";

/** Members of fields that are never passed on. */
const FIELD_MEMBERS: ReadonlySet<string> = new Set("default doc name order type aliases".split(" "));

/** What Java's Double.parseDouble takes, besides blanks around it; hexadecimal ones are left out. */
const DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;

/** Parses a field of a record. */
export function parseField(
  context: ParseContext,
  json: JsonValue,
  index: number,
  namespace: string | undefined,
  pointer: string,
): AvroField {
  if (json.kind !== "object")
    return fail(
      context.source,
      { offset: json.offset, pointer },
      `a field is ${aKind(json)}`,
      "an object with a name and a type",
    );
  const name = requiredText(context, json, pointer, "name");
  const nameAt = { offset: json.members.get("name")?.offset ?? json.offset, pointer: `${pointer}/name` };
  const typeJson = json.members.get("type");
  if (typeJson === undefined)
    return fail(
      context.source,
      { offset: json.offset, pointer },
      `the field ${JSON.stringify(name)} has no type`,
      '"type"',
    );
  const field: Mutable<AvroField> = {
    name,
    index,
    type: UNRESOLVED,
    typePlace: placeOf(context, typeJson),
    doc: optionalText(json, "doc"),
    default: json.members.get("default"),
    order: readOrder(context, json, pointer),
    aliases: readAliases(context, json, pointer),
    props: otherMembers(json, FIELD_MEMBERS),
    place: placeOf(context, json),
  };
  context.parseType(typeJson, namespace, `${pointer}/type`, (type: AvroType) => {
    field.type = type;
  });
  checkName(context, name, "the field name", nameAt);
  if (field.default !== undefined) readDefault(context, field, `${pointer}/default`);
  return field;
}

function readOrder(context: ParseContext, json: JsonObject, pointer: string): AvroField["order"] {
  const value = json.members.get("order");
  if (value === undefined) return "ascending";
  const order = value.kind === "string" ? value.value.toLowerCase() : "";
  if (order === "ascending" || order === "descending" || order === "ignore") return order;
  return fail(
    context.source,
    { offset: value.offset, pointer: `${pointer}/order` },
    `the order is not valid`,
    '"ascending", "descending" or "ignore"',
  );
}

/** Numbers may be written as strings; whether a default fits is known when every name is. */
function readDefault(context: ParseContext, field: Mutable<AvroField>, pointer: string): void {
  const written = field.default;
  if (written === undefined) return;
  const at = { offset: written.offset, pointer };
  if (written.kind === "string" && (field.type?.kind === "float" || field.type?.kind === "double")) {
    const text = written.value.trim();
    if (!DOUBLE.test(text))
      fail(context.source, at, `the default of ${JSON.stringify(field.name)} is not a number`, `a ${field.type.kind}`);
    const number = Number(text.replace(/[fFdD]$/, ""));
    field.default = {
      kind: "number",
      lexeme: number === 0 ? `${Object.is(number, -0) ? "-" : ""}0.0` : doubleLexeme(number),
      offset: written.offset,
    };
  }
  if (!context.strict) return;
  context.checks.push(() => {
    if (field.default !== undefined && !isValidDefault(field.type, field.default))
      fail(
        context.source,
        at,
        `the default of the field ${JSON.stringify(field.name)} does not fit its type`,
        describeType(field.type),
      );
  });
}

/** A lexeme that is a double's, not an integer's. */
function doubleLexeme(number: number): string {
  const text = String(number);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
