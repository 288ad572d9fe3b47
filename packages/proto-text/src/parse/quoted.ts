const namedEscapes: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\u000b"],
]);

/**
 * Reads the string whose opening quote is at `start`: its value with escapes resolved, and the offset behind its
 * closing quote. An escape that means nothing stands for the character behind the backslash.
 */
export function readQuoted(
  text: string,
  start: number,
  fail: (problem: string) => never,
): { value: string; end: number } {
  const quote = text.charAt(start);
  let value = "";
  let at = start + 1;
  let plainFrom = at;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === quote) return { value: value + text.slice(plainFrom, at), end: at + 1 };
    if (char !== "\\") {
      at += 1;
      continue;
    }
    value += text.slice(plainFrom, at);
    const escaped = text.charAt(at + 1);
    const digits = /^[xX]/.test(escaped)
      ? /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 2, at + 4))
      : /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4));
    if (digits !== null) {
      const isHex = escaped === "x" || escaped === "X";
      value += String.fromCharCode(Number.parseInt(digits[0], isHex ? 16 : 8));
      at += (isHex ? 2 : 1) + digits[0].length;
    } else {
      if (escaped === "x" || escaped === "X") fail(`expected a digit after \\${escaped}`);
      value += namedEscapes.get(escaped) ?? escaped;
      at += 2;
    }
    plainFrom = at;
  }
  return fail("unterminated string");
}
