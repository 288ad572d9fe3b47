import type { OptionValue, ProtoOption } from "../option.js";
import { indent } from "./layout.js";

/** `option name = value;`. */
export function printOptionStatement(option: ProtoOption): string {
  return `option ${printOption(option)};`;
}

/** ` [a = 1]` with the space before it: one option on one line, several on a line each; nothing for none. */
export function printBracketedOptions(options: readonly ProtoOption[]): string {
  return options.length === 0 ? "" : ` ${printBrackets(options.map(printOption))}`;
}

/** `name = value`. */
function printOption(option: ProtoOption): string {
  const name = option.parenthesized ? `(${option.name})` : option.name;
  const value = option.value.kind === "list" ? printBrackets(option.value.values.map(printValue)) : undefined;
  return `${[name, ...option.path].join(".")} = ${value ?? printValue(option.value)}`;
}

function printBrackets(items: readonly string[]): string {
  const [only] = items;
  if (only !== undefined && items.length === 1) return `[${only}]`;
  return `[\n${printItems(items)}]`;
}

/** Each on a line of its own, with commas between them. */
function printItems(items: readonly string[]): string {
  return items.map((item, index) => `${indent(item)}${index < items.length - 1 ? "," : ""}\n`).join("");
}

function printValue(value: OptionValue): string {
  if (value.kind === "string") return `"${escapeString(value.text)}"`;
  if (value.kind === "list") return `[\n${printItems(value.values.map(printValue))}]`;
  if (value.kind === "map") {
    return `{\n${printItems([...value.entries].map(([key, inner]) => `${key}: ${printValue(inner)}`))}}`;
  }
  return value.text;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\u000b", "\\v"],
  ["\\", "\\\\"],
  ["'", "\\'"],
  ['"', '\\"'],
]);

function escapeString(text: string): string {
  let escaped = "";
  for (const character of text) escaped += escapes.get(character) ?? character;
  return escaped;
}
