import type { ProtoField, ProtoGroup, ProtoLabel } from "../model.js";
import type { OptionValue, ProtoOption } from "../option.js";
import type { Position } from "../position.js";
import { parseBracketedOptions } from "./parse-options.js";
import { type Scanner, shorten } from "./scanner.js";

/** What the rules for a field depend on: proto3 forbids `required`, proto2 asks for a label. */
export type Syntax = "proto2" | "proto3" | undefined;

/** A field, or the group that stands where a field could. */
export type ParsedField = { field: ProtoField } | { group: ProtoGroup };

/** Reads a field of a message, group or extension, from behind its first word. */
export function parseField(scanner: Scanner, syntax: Syntax, first: string, position: Position): ParsedField {
  const label = labelOf(first);
  if (label === "required" && syntax === "proto3") {
    scanner.fail("proto3 has no 'required' fields", "a type, or 'optional' or 'repeated'", position);
  }
  if (label === undefined && syntax !== "proto3" && !(first === "map" && scanner.peek() === "<")) {
    const expected = "'required', 'optional' or 'repeated'";
    scanner.fail(`unexpected '${shorten(first)}': a field of proto2 begins with a label`, expected, position);
  }
  const type = parseDataType(scanner, label === undefined ? first : scanner.word("a type"));
  if (label !== undefined && type.startsWith("map<")) scanner.fail("a map cannot have a label", "'map'", position);
  return parseFieldRest(scanner, syntax, label, type, position);
}

/** Reads a member of a oneof, from behind the first word of its type. */
export function parseOneofField(scanner: Scanner, syntax: Syntax, first: string, position: Position): ParsedField {
  return parseFieldRest(scanner, syntax, undefined, parseDataType(scanner, first), position);
}

/** Reads the rest of a type whose first word is `word`: of a map, its key and value types. */
export function parseDataType(scanner: Scanner, word: string): string {
  if (word !== "map") return word;
  return scanner.nested(() => {
    scanner.require("<");
    const key = parseDataType(scanner, scanner.word("a map's key type"));
    scanner.require(",");
    const value = parseDataType(scanner, scanner.word("a map's value type"));
    scanner.require(">");
    return `map<${key}, ${value}>`;
  });
}

function labelOf(word: string): ProtoLabel | undefined {
  return word === "required" || word === "optional" || word === "repeated" ? word : undefined;
}

function parseFieldRest(
  scanner: Scanner,
  syntax: Syntax,
  label: ProtoLabel | undefined,
  type: string,
  position: Position,
): ParsedField {
  if (type === "group") return { group: parseGroup(scanner, syntax, label, position) };
  scanner.peek();
  const namePosition = scanner.position();
  const name = scanner.name("a field's name");
  if (/^\d/.test(name))
    scanner.fail(`a field's name cannot start with a digit: ${shorten(name)}`, "a name", namePosition);
  scanner.require("=");
  const tag = scanner.int();
  const all = parseBracketedOptions(scanner);
  scanner.require(";");
  scanner.skipTrailingComment();
  return {
    field: {
      label,
      type,
      name,
      tag,
      defaultValue: lastText(all, "default"),
      jsonName: lastText(all, "json_name"),
      options: all.filter((option) => option.name !== "default" && option.name !== "json_name"),
      position,
    },
  };
}

function lastText(options: readonly ProtoOption[], name: string): string | undefined {
  const option = options.findLast((one) => one.name === name);
  return option === undefined ? undefined : textOf(option.value);
}

function textOf(value: OptionValue): string {
  if (value.kind === "list") return `[${value.values.map(textOf).join(", ")}]`;
  if (value.kind === "map") return `{${[...value.entries].map(([key, one]) => `${key}=${textOf(one)}`).join(", ")}}`;
  return value.text;
}

function parseGroup(scanner: Scanner, syntax: Syntax, label: ProtoLabel | undefined, position: Position): ProtoGroup {
  const name = scanner.word("a group's name");
  scanner.require("=");
  const tag = scanner.int();
  scanner.require("{");
  const fields: ProtoField[] = [];
  while (!scanner.takeIf("}")) {
    const fieldPosition = scanner.position();
    const parsed = parseField(scanner, syntax, scanner.word("a field"), fieldPosition);
    if ("group" in parsed) scanner.fail("a group cannot hold a group", "a field", fieldPosition);
    fields.push(parsed.field);
  }
  return { label, name, tag, position, fields };
}
