const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Quotes, backslashes and control characters: everything else stands for itself, even half a surrogate pair. */
const ESCAPED = /["\\]|[^ -\uffff]/g;

/** A string as Jackson prints it: JSON.stringify differs in the case of hex digits, and in lone surrogates. */
export function printString(text: string): string {
  const escaped = text.replace(
    ESCAPED,
    (character) =>
      SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
