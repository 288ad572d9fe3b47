import type { OptionValue, ProtoOption } from "../option.js";
import type { Scanner } from "./scanner.js";

/** Reads `[a = 1, (b).c = "d"]` if it is there; no options if it is not. */
export function parseBracketedOptions(scanner: Scanner): ProtoOption[] {
  if (!scanner.takeIf("[")) return [];
  const options: ProtoOption[] = [];
  while (true) {
    options.push(parseOption(scanner));
    if (scanner.takeIf("]")) return options;
    if (!scanner.takeIf(",")) scanner.fail(`expected ',' or ']' but was '${scanner.peek()}'`, "',' or ']'");
  }
}

/** Reads `option a = 1;` from behind the word `option`. */
export function parseOptionStatement(scanner: Scanner): ProtoOption {
  const option = parseOption(scanner);
  scanner.require(";");
  return option;
}

function parseOption(scanner: Scanner): ProtoOption {
  const parenthesized = scanner.peek() === "(";
  const position = scanner.position();
  const { name, path } = parseKey(scanner);
  scanner.require("=");
  const value = scanner.nested(() => parseValue(scanner), path.length);
  return { name, parenthesized, path, value, position };
}

/** The name of an option or of an aggregate's field, and what follows it behind dots. */
function parseKey(scanner: Scanner): { name: string; path: string[] } {
  const isExtension = scanner.peek() === "[";
  const word = scanner.name("an option's name");
  const path: string[] = [];
  while (scanner.takeIf(".")) {
    if (scanner.peek() === "(") path.push(`(${scanner.name("an option's name")})`);
    else for (const part of scanner.word("an option's name").split(".")) if (part !== "") path.push(part);
  }
  return { name: isExtension ? `[${word}]` : word, path };
}

function parseValue(scanner: Scanner): OptionValue {
  const first = scanner.peek();
  if (first === "{") return scanner.nested(() => ({ kind: "map", entries: parseMap(scanner) }));
  if (first === "[") return scanner.nested(() => ({ kind: "list", values: parseList(scanner) }));
  if (first === '"' || first === "'") return { kind: "string", text: scanner.quoted() };
  const text = scanner.word("an option's value");
  if (/^[-\d]/.test(first)) return { kind: "number", text };
  return { kind: text === "true" || text === "false" ? "boolean" : "enum", text };
}

/** Reads `{ key: value, key { ... } }`. Commas are optional, and a key that comes again makes a list. */
function parseMap(scanner: Scanner): Map<string, OptionValue> {
  scanner.require("{");
  const entries = new Map<string, OptionValue>();
  // Lists are grown in place: a key that comes 100,000 times must not cost the square of that.
  const grown = new Map<string, OptionValue[]>();
  while (!scanner.takeIf("}")) {
    const { name, path } = parseKey(scanner);
    if (scanner.peek() !== "{") scanner.require(":");
    const value = path.reduceRight<OptionValue>(
      (inner, key) => ({ kind: "map", entries: new Map([[key, inner]]) }),
      scanner.nested(() => parseValue(scanner), path.length),
    );
    const values = value.kind === "list" ? value.values : [value];
    const previous = entries.get(name);
    if (previous === undefined) {
      entries.set(name, value);
    } else {
      const list = grown.get(name) ?? [...(previous.kind === "list" ? previous.values : [previous])];
      for (const one of values) list.push(one);
      grown.set(name, list);
      entries.set(name, { kind: "list", values: list });
    }
    scanner.takeIf(",");
  }
  return entries;
}

function parseList(scanner: Scanner): OptionValue[] {
  scanner.require("[");
  const values: OptionValue[] = [];
  while (!scanner.takeIf("]")) {
    values.push(parseValue(scanner));
    if (scanner.takeIf(",")) continue;
    if (scanner.peek() !== "]") scanner.fail(`expected ',' or ']' but was '${scanner.peek()}'`, "',' or ']'");
  }
  return values;
}
