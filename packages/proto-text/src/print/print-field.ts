import { parseFieldType } from "../field-type.js";
import type { ProtoExtend, ProtoField, ProtoGroup, ProtoOneof } from "../model.js";
import type { OptionValue, ProtoOption } from "../option.js";
import { printBlock, printSection } from "./layout.js";
import { printBracketedOptions, printOptionStatement } from "./print-option.js";

/** `label type name = tag [options];`. */
export function printField(field: ProtoField): string {
  const label = field.label === undefined ? "" : `${field.label} `;
  return `${label}${field.type} ${field.name} = ${field.tag}${printBracketedOptions(allFieldOptions(field))};`;
}

/** The options of a field as they are printed: `default` and `json_name` come last. */
export function allFieldOptions(field: ProtoField): ProtoOption[] {
  const special = (name: string, value: OptionValue): ProtoOption => ({
    name,
    parenthesized: false,
    path: [],
    value,
    position: field.position,
  });
  const options = [...field.options];
  if (field.defaultValue !== undefined) {
    options.push(special("default", { kind: defaultKind(field.type), text: field.defaultValue }));
  }
  if (field.jsonName !== undefined) options.push(special("json_name", { kind: "string", text: field.jsonName }));
  return options;
}

/** What a default value of this type is printed as. */
function defaultKind(type: string): "string" | "number" | "boolean" | "enum" {
  const simpleName = type.slice(type.lastIndexOf(".") + 1);
  if (simpleName === "string") return "string";
  if (simpleName === "bool") return "boolean";
  // The registry prints the default of `bytes` as a number, that is, without quotes.
  return parseFieldType(simpleName).kind === "scalar" ? "number" : "enum";
}

/** `oneof name { ... }`. */
export function printOneof(oneof: ProtoOneof): string {
  return printBlock(`oneof ${oneof.name}`, [
    printSection(oneof.options, printOptionStatement),
    printSection(oneof.fields, printField),
    printSection(oneof.groups, printGroup),
  ]);
}

/** `label group Name = tag { ... }`. */
export function printGroup(group: ProtoGroup): string {
  const label = group.label === undefined ? "" : `${group.label} `;
  return printBlock(`${label}group ${group.name} = ${group.tag}`, [printSection(group.fields, printField)]);
}

/** `extend Name { ... }`. */
export function printExtend(extend: ProtoExtend): string {
  return printBlock(`extend ${extend.name}`, [printSection(extend.fields, printField)]);
}
