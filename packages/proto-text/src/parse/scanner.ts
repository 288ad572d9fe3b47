import type { Position } from "../position.js";
import { ProtoSyntaxError } from "../proto-syntax-error.js";
import { readQuoted } from "./quoted.js";

/** Reads a `.proto` text from front to back, a character or a word at a time. */
export type Scanner = {
  /** Where the next character to read stands. */
  position(): Position;
  /** Skips blanks and comments; whether nothing follows them. */
  atEnd(): boolean;
  /** The next character that is neither blank nor comment, without reading it. */
  peek(): string;
  /** Reads that character. */
  take(): string;
  /** Reads that character if it is `char`. */
  takeIf(char: string): boolean;
  /** Reads that character, which must be `char`. */
  require(char: string): void;
  /** Reads a word: letters, digits, `_`, `-` and `.`. */
  word(expected?: string): string;
  /** Reads a word, which may stand in parentheses or brackets; gives it without them. */
  name(expected?: string): string;
  /** Reads a 32-bit integer, decimal or `0x`. */
  int(): number;
  /** Reads a quoted string, and those next to it. */
  quoted(): string;
  /** Skips a comment that follows on the same line: nothing but the line's end may follow that in turn. */
  skipTrailingComment(): void;
  /** Goes a level deeper (or several), runs, and comes back: too deep is an error, not a stack overflow. */
  nested<T>(read: () => T, levels?: number): T;
  /** Stops: `expected` was to stand at `at`, or at the next character. */
  fail(problem: string, expected?: string, at?: Position): never;
};

const newline = 10;
const slash = 47;
const star = 42;

const wordCharacters = new Uint8Array(128);
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") {
  wordCharacters[char.charCodeAt(0)] = 1;
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 13 || code === newline;

/** A word as a message shows it: a hostile one may be megabytes long. */
export function shorten(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}...` : word;
}

/** Reads `text`, whose braces may be nested `maxDepth` deep. */
export function createScanner(text: string, maxDepth: number): Scanner {
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let depth = 0;

  const position = (): Position => ({ line, column: at - lineStart + 1 });

  function fail(problem: string, expected?: string, where: Position = position()): never {
    throw new ProtoSyntaxError(problem, { position: where, expected });
  }

  /** Counts the line ends up to `end`, and goes there. */
  function moveTo(end: number): void {
    for (; at < end; at += 1) {
      if (text.charCodeAt(at) === newline) {
        line += 1;
        lineStart = at + 1;
      }
    }
  }

  function skipComment(): void {
    const kind = text.charCodeAt(at + 1);
    if (kind === slash) {
      const end = text.indexOf("\n", at);
      moveTo(end === -1 ? text.length : end + 1);
    } else if (kind === star) {
      const end = text.indexOf("*/", at + 2);
      if (end === -1) fail("unterminated comment", "*/");
      moveTo(end + 2);
    } else {
      fail("unexpected '/'", "a comment: // or /*");
    }
  }

  function skipBlank(): void {
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (isBlank(code)) {
        at += 1;
        if (code === newline) {
          line += 1;
          lineStart = at;
        }
      } else if (code === slash) {
        skipComment();
      } else {
        return;
      }
    }
  }

  function peek(): string {
    skipBlank();
    if (at >= text.length) fail("unexpected end of file");
    return text.charAt(at);
  }

  function take(): string {
    const char = peek();
    at += 1;
    return char;
  }

  function takeIf(char: string): boolean {
    if (peek() !== char) return false;
    at += 1;
    return true;
  }

  function require(char: string): void {
    const found = peek();
    if (found !== char) fail(`expected '${char}' but was '${found}'`, `'${char}'`);
    at += 1;
  }

  function word(expected = "a word"): string {
    skipBlank();
    const start = at;
    while (wordCharacters[text.charCodeAt(at)] === 1) at += 1;
    if (start === at) {
      fail(at < text.length ? `expected ${expected} but was '${text.charAt(at)}'` : "unexpected end of file", expected);
    }
    return text.slice(start, at);
  }

  function name(expected = "a name"): string {
    const open = peek();
    if (open !== "(" && open !== "[") return word(expected);
    at += 1;
    const inner = word(expected);
    require(open === "(" ? ")" : "]");
    return inner;
  }

  function int(): number {
    skipBlank();
    const where = position();
    const written = word("an integer");
    const isHex = /^0[xX]-?[0-9a-fA-F]+$/.test(written);
    const value = isHex
      ? Number.parseInt(written.slice(2), 16)
      : /^-?\d+$/.test(written)
        ? Number(written)
        : Number.NaN;
    if (!(value >= -2_147_483_648 && value <= 2_147_483_647)) {
      fail(`expected an integer but was ${shorten(written)}`, "an integer of 32 bits", where);
    }
    // -0 is not a field number of its own.
    return value + 0;
  }

  function quoted(): string {
    let result = "";
    do {
      const open = peek();
      if (open !== '"' && open !== "'") fail(`expected a quoted string but was '${open}'`, "a quoted string");
      const { value, end } = readQuoted(text, at, (problem) => fail(problem));
      moveTo(end);
      result += value;
    } while (peek() === '"' || peek() === "'");
    return result;
  }

  function skipTrailingComment(): void {
    while (text.charAt(at) === " " || text.charAt(at) === "\t") at += 1;
    if (text.charCodeAt(at) !== slash) return;
    const isBlock = text.charCodeAt(at + 1) === star;
    skipComment();
    if (!isBlock) return;
    while (at < text.length && text.charCodeAt(at) !== newline) {
      const code = text.charCodeAt(at);
      if (code !== 32 && code !== 9) fail("no syntax may follow a trailing comment", "the end of the line");
      at += 1;
    }
  }

  function nested<T>(read: () => T, levels = 1): T {
    depth += levels;
    if (depth > maxDepth) fail(`nested more than ${maxDepth} deep`);
    const result = read();
    depth -= levels;
    return result;
  }

  const atEnd = (): boolean => {
    skipBlank();
    return at >= text.length;
  };
  return { position, atEnd, peek, take, takeIf, require, word, name, int, quoted, skipTrailingComment, nested, fail };
}
