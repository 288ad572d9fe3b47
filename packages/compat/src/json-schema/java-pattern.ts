/** The letters that may follow a backslash in a Java regular expression. */
const JAVA_ESCAPES = /[aAbBcdDefGhHkNnpPQErRsStuvVwWxXzZ]/;
/** A quantified group: with another repetition or a choice, what may take exponential time to match. */
const REPEATED_GROUP = /\)(?:[*+]|\{)/;
const REPETITION = /[*+?{]/g;
/** Nobody writes longer ones; reading them takes time that grows with the square of their length. */
const MAX_LENGTH = 20_000;
/** The longest name that a pattern is tried on, if it may take exponential time: this takes a second at most. */
const MAX_RISKY_NAME = 28;

/** What is wrong with a regular expression, as Java reads them; undefined if nothing is. */
export function checkPattern(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return `one of ${pattern.length} characters`;
  const strange = findStrange(pattern);
  if (strange !== undefined) return strange;
  const error = compile(pattern);
  return error instanceof RegExp ? undefined : error;
}

/** Whether a regular expression finds something in a name. */
export type Matcher = {
  readonly matches: (name: string) => boolean;
  /** Whether it may take long even on a short name. */
  readonly risky: boolean;
};

/**
 * Matches names as Java does. A pattern whose matching might take forever is not tried on a long name, and does not
 * match it.
 */
export function createMatcher(pattern: string): Matcher {
  const expression = compile(pattern);
  if (!(expression instanceof RegExp)) return { matches: () => false, risky: false };
  const repetitions = pattern.match(REPETITION)?.length ?? 0;
  const risky = REPEATED_GROUP.test(pattern) && (repetitions > 1 || pattern.includes("|"));
  const longest = risky ? MAX_RISKY_NAME : repetitions > 2 ? 100 : repetitions > 0 ? 2_000 : 100_000;
  return { matches: (name) => name.length <= longest && expression.test(name), risky };
}

/** What JavaScript lets pass and Java does not: a brace that is no quantifier, a backslash before any letter. */
function findStrange(pattern: string): string | undefined {
  let inClass = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "\\") {
      const next = pattern.charAt(at + 1);
      if (next === "") return "a backslash at its end";
      if (/[a-zA-Z]/.test(next) && !JAVA_ESCAPES.test(next)) return `the unknown escape \\${next}`;
      if (next === "Q") at = Math.max(at, (pattern.indexOf("\\E", at) + pattern.length) % pattern.length);
      else if (
        (next === "p" || next === "P" || next === "x" || next === "k" || next === "N") &&
        pattern[at + 2] === "{"
      )
        at = Math.max(at + 2, pattern.indexOf("}", at));
      else at++;
    } else if (character === "[") {
      inClass++;
    } else if (character === "]" && inClass > 0) {
      inClass--;
    } else if (character === "{" && inClass === 0 && !/^\{\d+(?:,\d*)?\}/.test(pattern.slice(at, at + 24))) {
      return "a brace that is no quantifier";
    }
  }
  return inClass > 0 ? "a character class that is not closed" : undefined;
}

/** The expression, or what is wrong with it. */
function compile(pattern: string): RegExp | string {
  let problem = "";
  for (const candidate of [pattern, toJavaScript(pattern)]) {
    for (const flags of ["u", ""]) {
      try {
        return new RegExp(candidate, flags);
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return problem;
}

/** Writes what only Java has (possessive and atomic groups, quotations, POSIX classes, flags) as JavaScript has it. */
function toJavaScript(pattern: string): string {
  return pattern
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_, quoted: string) => quoted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .replace(/([*+?}])\+/g, "$1")
    .replace(/\(\?>/g, "(?:")
    .replace(/\(\?[idmsux-]+\)/g, "")
    .replace(/\(\?[idmsux-]+:/g, "(?:")
    .replace(/\\A/g, "^")
    .replace(/\\[zZ]/g, "$")
    .replace(/\\h/g, "[ \\t]")
    .replace(/\\[pP]\{[^}]*\}/g, "\\w")
    .replace(/&&\[\^?/g, "");
}
