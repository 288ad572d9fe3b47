import { maxTag, type ProtoExtensions, type ProtoRange, type ProtoReserved } from "../model.js";
import type { Position } from "../position.js";
import { parseBracketedOptions } from "./parse-options.js";
import { type Scanner, shorten } from "./scanner.js";

/** Reads `reserved 1, 3 to 5, "name";` from behind the word `reserved`. */
export function parseReserved(scanner: Scanner, position: Position): ProtoReserved {
  const values: (string | number | ProtoRange)[] = [];
  do {
    const first = scanner.peek();
    values.push(first === '"' || first === "'" ? scanner.quoted() : parseNumbers(scanner, ",;"));
  } while (nextOfList(scanner));
  scanner.skipTrailingComment();
  return { values, position };
}

/** Reads `extensions 100 to max [options];` from behind the word `extensions`. */
export function parseExtensions(scanner: Scanner, position: Position): ProtoExtensions {
  const values: (number | ProtoRange)[] = [];
  do {
    values.push(parseNumbers(scanner, ",;["));
    if (scanner.peek() === "[") {
      const options = parseBracketedOptions(scanner);
      scanner.require(";");
      return { values, options, position };
    }
  } while (nextOfList(scanner));
  return { values, options: [], position };
}

function nextOfList(scanner: Scanner): boolean {
  if (scanner.takeIf(",")) return true;
  if (!scanner.takeIf(";")) scanner.fail(`expected ',' or ';' but was '${scanner.peek()}'`, "',' or ';'");
  return false;
}

function parseNumbers(scanner: Scanner, ends: string): number | ProtoRange {
  const start = scanner.int();
  if (ends.includes(scanner.peek())) return start;
  const position = scanner.position();
  const to = scanner.word("'to'");
  if (to !== "to") scanner.fail(`expected 'to', ',' or ';' but was '${shorten(to)}'`, "'to', ',' or ';'", position);
  scanner.peek();
  const endPosition = scanner.position();
  const end = scanner.word("an integer or 'max'");
  if (end === "max") return { start, end: maxTag };
  if (!/^-?\d{1,10}$/.test(end)) {
    scanner.fail(`expected an integer or 'max' but was '${shorten(end)}'`, "an integer or 'max'", endPosition);
  }
  return { start, end: Number(end) };
}
