import { SchemaError } from "../schema-error.js";
import type { JsonValue } from "./json-value.js";
import { printString } from "./print-string.js";

/** How JSON is printed. */
export type PrintJsonOptions = {
  /** Whether the members of objects are sorted by name, by UTF-16 code units as Java does. @default false */
  readonly sortMembers?: boolean;
  /** How numbers are printed. @default printNumber */
  readonly number?: (lexeme: string) => string;
};

/** What is still to be printed: text as it is, or a value. */
type Pending = string | JsonValue;

/** Longer numbers are refused by the reference too: reading one takes time that grows with the square of its length. */
const MAX_NUMBER_LENGTH = 1000;
const MAX_EXPONENT = 2 ** 31 - 1;

/**
 * Prints JSON compactly, as Jackson does: members in their order, numbers as BigDecimal writes them, everything
 * outside ASCII raw. Without recursion, so that no depth overflows the stack.
 *
 * @throws SchemaError for a number that has more than 1000 characters, or an exponent beyond 32 bits
 */
export function printJson(value: JsonValue, options: PrintJsonOptions = {}): string {
  const { sortMembers = false, number = printNumber } = options;
  const pieces: string[] = [];
  const pending: Pending[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === "string") pieces.push(next);
    else if (next.kind === "array") pushItems(pending, next.items);
    else if (next.kind === "object") pushMembers(pending, next.members, sortMembers);
    else pieces.push(printScalar(next, number));
  }
  return pieces.join("");
}

function pushItems(pending: Pending[], items: readonly JsonValue[]): void {
  pending.push("]");
  for (let index = items.length - 1; index >= 0; index--) {
    pending.push(items[index] as JsonValue);
    if (index > 0) pending.push(",");
  }
  pending.push("[");
}

function pushMembers(pending: Pending[], members: ReadonlyMap<string, JsonValue>, sorted: boolean): void {
  const names = [...members.keys()];
  if (sorted) names.sort();
  pending.push("}");
  for (let index = names.length - 1; index >= 0; index--) {
    const name = names[index] as string;
    pending.push(members.get(name) as JsonValue, `${index > 0 ? "," : ""}${printString(name)}:`);
  }
  pending.push("{");
}

function printScalar(
  value: Exclude<JsonValue, { kind: "array" | "object" }>,
  number: (lexeme: string) => string,
): string {
  if (value.kind === "null") return "null";
  if (value.kind === "string") return printString(value.value);
  return value.kind === "number" ? number(value.lexeme) : String(value.value);
}

/**
 * A number as Java prints it: an integer exactly, anything else as BigDecimal, which keeps trailing zeros, has no
 * negative zero, and takes an exponent from seven leading zeros on.
 *
 * @throws SchemaError if it is too long, or its exponent too large
 */
export function printNumber(lexeme: string): string {
  if (lexeme.length > MAX_NUMBER_LENGTH)
    throw new SchemaError(`a number has ${lexeme.length} characters`, {
      expected: "a number of at most 1000 characters",
    });
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(lexeme);
  if (parts === null) return lexeme;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+(?=.)/, "");
  const scale = fraction.length - Number(exponentText);
  if (Math.abs(scale) > MAX_EXPONENT)
    throw new SchemaError(`the exponent of ${lexeme.slice(0, 40)} is too large`, {
      expected: "an exponent of 32 bits",
    });
  const minus = digits === "0" ? "" : sign;
  if (scale === 0) return minus + digits;
  const adjusted = digits.length - 1 - scale;
  if (scale > 0 && adjusted >= -6) {
    const padded = digits.padStart(scale + 1, "0");
    return `${minus}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const mantissa = digits.length > 1 ? `${digits.slice(0, 1)}.${digits.slice(1)}` : digits;
  return `${minus}${mantissa}E${adjusted > 0 ? "+" : ""}${adjusted}`;
}
