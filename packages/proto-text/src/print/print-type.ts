import type { ProtoEnumConstant, ProtoReserved, ProtoType } from "../model.js";
import { maxTag, type ProtoEnum, type ProtoExtensions, type ProtoMessage, type ProtoRange } from "../model.js";
import { printBlock, printSection, type Section } from "./layout.js";
import { printExtend, printField, printGroup, printOneof } from "./print-field.js";
import { printBracketedOptions, printOptionStatement } from "./print-option.js";

/** Messages first, then enums, each kind in its order. */
export function printTypes(types: readonly ProtoType[]): Section {
  if (types.length === 0) return undefined;
  const messages = types.filter((type) => type.kind === "message").map(printMessage);
  return [...messages, ...types.filter((type) => type.kind === "enum").map(printEnum)];
}

function printMessage(message: ProtoMessage): string {
  return printBlock(`message ${message.name}`, [
    printSection(message.reserved, printReserved),
    printSection(message.options, printOptionStatement),
    printSection(message.fields, printField),
    printSection(message.oneofs, printOneof),
    printSection(message.groups, printGroup),
    printSection(message.extensions, printExtensions),
    printSection(message.extends, printExtend),
    printTypes(message.types),
  ]);
}

function printEnum(type: ProtoEnum): string {
  // One section: an enum has no blank lines.
  const lines = [
    ...type.reserved.map(printReserved),
    ...type.options.map(printOptionStatement),
    ...type.constants.map(printConstant),
  ];
  return printBlock(`enum ${type.name}`, [lines.length === 0 ? undefined : lines]);
}

function printConstant(constant: ProtoEnumConstant): string {
  return `${constant.name} = ${constant.tag}${printBracketedOptions(constant.options)};`;
}

function printReserved(reserved: ProtoReserved): string {
  return `reserved ${reserved.values.map(printNumbersOrName).join(", ")};`;
}

function printExtensions(extensions: ProtoExtensions): string {
  return `extensions ${extensions.values.map(printNumbersOrName).join(", ")}${printBracketedOptions(extensions.options)};`;
}

function printNumbersOrName(value: string | number | ProtoRange): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "number") return String(value);
  return `${value.start} to ${value.end < maxTag ? value.end : "max"}`;
}
