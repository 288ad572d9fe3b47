import type { Position } from "../difference.js";
import { SchemaError } from "../schema-error.js";
import type { JsonValue } from "./json-value.js";

/** How JSON is read. */
export type ParseJsonOptions = {
  /** Whether text behind the value is ignored, as Jackson does. @default false */
  readonly allowTrailing?: boolean;
};

/** A list or an object that is not closed yet, and in an object the name of the member that is being read. */
type Container = {
  readonly value:
    | { readonly kind: "array"; readonly items: JsonValue[]; readonly offset: number }
    | { readonly kind: "object"; readonly members: Map<string, JsonValue>; readonly offset: number };
  key: string;
};

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PLAIN = 0x20;

/**
 * Parses JSON without recursion, so that no depth overflows the stack.
 *
 * @throws SchemaError with the place and what was expected there
 */
export function parseJson(text: string, options: ParseJsonOptions = {}): JsonValue {
  const open: Container[] = [];
  let at = 0;
  let result: JsonValue | undefined;

  function fail(expected: string, offset = at): never {
    const found = offset < text.length ? JSON.stringify(text.slice(offset, offset + 1)) : "the end of the text";
    const position = positionAt(text, offset);
    throw new SchemaError(`line ${position.line}, column ${position.column}: expected ${expected}, found ${found}`, {
      position,
      expected,
    });
  }

  function skipSpace(): void {
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  /** Goes on to the first character that does not stand for itself. */
  function skipPlain(): void {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE || code === BACKSLASH || code < FIRST_PLAIN) return;
    }
  }

  function readString(): string {
    const start = at++;
    let value = "";
    for (;;) {
      const plain = at;
      skipPlain();
      value += text.slice(plain, at);
      const character = text[at];
      if (character === '"') {
        at++;
        return value;
      }
      if (character !== "\\")
        fail(
          character === undefined ? "the end of the string" : "no control character in a string",
          character === undefined ? start : at,
        );
      const escaped = text[at + 1] ?? "";
      if (escaped === "u") {
        const digits = text.slice(at + 2, at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail("four hex digits behind \\u");
        value += String.fromCharCode(Number.parseInt(digits, 16));
        at += 6;
      } else {
        value += ESCAPES[escaped] ?? fail("an escape such as \\n");
        at += 2;
      }
    }
  }

  function readKey(container: Container): void {
    skipSpace();
    if (text[at] !== '"') fail("the name of a member");
    container.key = readString();
    skipSpace();
    if (text[at] !== ":") fail('":"');
    at++;
  }

  /** A value without others in it; undefined when a list or an object was opened. */
  function readScalar(): JsonValue | undefined {
    skipSpace();
    const offset = at;
    const character = text[at];
    if (character === '"') return { kind: "string", value: readString(), offset };
    if (character === "[") {
      at++;
      open.push({ value: { kind: "array", items: [], offset }, key: "" });
      return undefined;
    }
    if (character === "{") {
      at++;
      open.push({ value: { kind: "object", members: new Map(), offset }, key: "" });
      return undefined;
    }
    if (character === "n" && takeWord("null")) return { kind: "null", offset };
    if (character === "t" && takeWord("true")) return { kind: "boolean", value: true, offset };
    if (character === "f" && takeWord("false")) return { kind: "boolean", value: false, offset };
    NUMBER.lastIndex = at;
    const lexeme = NUMBER.exec(text)?.[0];
    if (lexeme === undefined) return fail("a value");
    at += lexeme.length;
    return { kind: "number", lexeme, offset };
  }

  function takeWord(word: string): boolean {
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  }

  /** Puts a finished value where it belongs, and closes what it completes. */
  function place(value: JsonValue): void {
    for (let finished: JsonValue | undefined = value; finished !== undefined; ) {
      const container = open.at(-1);
      if (container === undefined) {
        result = finished;
        return;
      }
      if (container.value.kind === "array") container.value.items.push(finished);
      else container.value.members.set(container.key, finished);
      finished = next(container);
    }
  }

  /** What follows a value in its container: a comma, or its end, which makes the container a finished value. */
  function next(container: Container): JsonValue | undefined {
    skipSpace();
    const closing = container.value.kind === "array" ? "]" : "}";
    if (text[at] === ",") {
      at++;
      if (container.value.kind === "object") readKey(container);
      return undefined;
    }
    if (text[at] !== closing) fail(`"," or "${closing}"`);
    at++;
    open.pop();
    return container.value;
  }

  while (result === undefined) {
    const before = open.length;
    const scalar = readScalar();
    if (scalar !== undefined) {
      place(scalar);
      continue;
    }
    const container = open[before] as Container;
    skipSpace();
    if (text[at] === (container.value.kind === "array" ? "]" : "}")) {
      at++;
      open.pop();
      place(container.value);
    } else if (container.value.kind === "object") {
      readKey(container);
    }
  }
  skipSpace();
  if (options.allowTrailing !== true && at < text.length) fail("the end of the text");
  return result;
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < offset; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}
