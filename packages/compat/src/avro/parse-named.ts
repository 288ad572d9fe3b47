import type { JsonObject } from "../json-text/json-value.js";
import { addDefinition } from "./definitions.js";
import {
  type AvroEnum,
  type AvroField,
  type AvroName,
  type AvroNamed,
  type AvroRecord,
  isPrimitiveKind,
  type Mutable,
} from "./model.js";
import { makeName } from "./names.js";
import { fitsInto } from "./number-text.js";
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
  TYPE_MEMBERS,
} from "./parse-context.js";
import { parseField } from "./parse-field.js";

/** Of an enum, `default` has a meaning as well. */
const ENUM_MEMBERS: ReadonlySet<string> = new Set([...TYPE_MEMBERS, "default"]);

/** Parses a record, an enum or a fixed, and defines it. */
export function parseNamed(
  context: ParseContext,
  json: JsonObject,
  kind: "record" | "error" | "enum" | "fixed",
  namespace: string | undefined,
  pointer: string,
): AvroNamed {
  const name = readName(context, json, namespace, pointer);
  const common = {
    name,
    doc: optionalText(json, "doc"),
    aliases: namedAliases(context, json, name, pointer),
    place: placeOf(context, json),
  };
  let type: AvroNamed;
  if (kind === "enum") {
    const symbols = readSymbols(context, json, pointer);
    type = {
      kind,
      ...common,
      symbols,
      default: readEnumDefault(context, json, symbols, pointer),
      props: otherMembers(json, ENUM_MEMBERS),
    } satisfies AvroEnum;
  } else if (kind === "fixed") {
    type = { kind, ...common, size: readSize(context, json, pointer), props: otherMembers(json, TYPE_MEMBERS) };
  } else {
    const record: Mutable<AvroRecord> = {
      kind: "record",
      isError: kind === "error",
      ...common,
      fields: [],
      fieldsByName: new Map(),
      props: otherMembers(json, TYPE_MEMBERS),
    };
    readFields(context, json, record, pointer);
    type = record;
  }
  checkNamespace(context, json, name, pointer);
  if (!addDefinition(context.definitions, type))
    fail(
      context.source,
      { offset: json.offset, pointer },
      `${name.full} is defined twice, differently`,
      "one definition of a name",
    );
  return type;
}

function readName(context: ParseContext, json: JsonObject, namespace: string | undefined, pointer: string): AvroName {
  const written = requiredText(context, json, pointer, "name");
  const name = makeName(written, optionalText(json, "namespace") ?? namespace);
  const at = { offset: json.members.get("name")?.offset ?? json.offset, pointer: `${pointer}/name` };
  checkName(context, name.name, "the name", at);
  if (isPrimitiveKind(name.full))
    fail(context.source, at, `a type is called ${name.full}, as one that Avro has`, "another name, or a namespace");
  return name;
}

/** Namespaces are checked last, and of new registrations only. */
function checkNamespace(context: ParseContext, json: JsonObject, name: AvroName, pointer: string): void {
  if (!context.strict || name.namespace === undefined) return;
  const member =
    json.members.has("namespace") && !requiredText(context, json, pointer, "name").includes(".") ? "namespace" : "name";
  const at = { offset: json.members.get(member)?.offset ?? json.offset, pointer: `${pointer}/${member}` };
  for (const part of name.namespace.split(".")) checkName(context, part, "the namespace part", at);
}

function namedAliases(context: ParseContext, json: JsonObject, of: AvroName, pointer: string): AvroName[] {
  const names = new Map<string, AvroName>();
  const at = { offset: json.members.get("aliases")?.offset ?? json.offset, pointer: `${pointer}/aliases` };
  for (const alias of readAliases(context, json, pointer)) {
    const name = makeName(alias, of.namespace);
    checkName(context, name.name, "the alias", at);
    if (!names.has(name.full)) names.set(name.full, name);
  }
  return [...names.values()];
}

function readSymbols(context: ParseContext, json: JsonObject, pointer: string): string[] {
  const list = json.members.get("symbols");
  if (list?.kind !== "array")
    return fail(
      context.source,
      { offset: list?.offset ?? json.offset, pointer },
      "the enum has no list of symbols",
      '"symbols", a list of strings',
    );
  const symbols = new Set<string>();
  for (const [index, item] of list.items.entries()) {
    const at = { offset: item.offset, pointer: `${pointer}/symbols/${index}` };
    if (item.kind !== "string") fail(context.source, at, `a symbol is ${aKind(item)}`, "a string");
    checkName(context, item.value, "the symbol", at);
    if (symbols.has(item.value))
      fail(context.source, at, `the symbol ${JSON.stringify(item.value)} stands twice`, "every symbol once");
    symbols.add(item.value);
  }
  return [...symbols];
}

function readEnumDefault(
  context: ParseContext,
  json: JsonObject,
  symbols: readonly string[],
  pointer: string,
): string | undefined {
  const value = optionalText(json, "default");
  if (value !== undefined && !symbols.includes(value))
    fail(
      context.source,
      { offset: json.members.get("default")?.offset ?? json.offset, pointer: `${pointer}/default` },
      `the default ${JSON.stringify(value)} is not one of the symbols`,
      "one of the symbols",
    );
  return value;
}

function readSize(context: ParseContext, json: JsonObject, pointer: string): number {
  const size = json.members.get("size");
  if (size?.kind === "number" && fitsInto(32, size.lexeme) && Number(size.lexeme) >= 0) return Number(size.lexeme);
  return fail(
    context.source,
    { offset: size?.offset ?? json.offset, pointer: size === undefined ? pointer : `${pointer}/size` },
    size === undefined ? "the fixed has no size" : "the size of the fixed is not valid",
    '"size", a whole number from 0 to 2147483647',
  );
}

function readFields(context: ParseContext, json: JsonObject, record: Mutable<AvroRecord>, pointer: string): void {
  const list = json.members.get("fields");
  if (list?.kind !== "array")
    fail(
      context.source,
      { offset: list?.offset ?? json.offset, pointer },
      "the record has no list of fields",
      '"fields", a list of objects',
    );
  const fields: AvroField[] = [];
  const byName = new Map<string, AvroField>();
  record.fields = fields;
  record.fieldsByName = byName;
  for (const [index, item] of list.items.entries()) {
    const field = parseField(context, item, index, record.name.namespace, `${pointer}/fields/${index}`);
    if (byName.has(field.name))
      fail(
        context.source,
        { offset: item.offset, pointer: `${pointer}/fields/${index}` },
        `the record has two fields called ${JSON.stringify(field.name)}`,
        "another name",
      );
    byName.set(field.name, field);
    fields.push(field);
  }
}
