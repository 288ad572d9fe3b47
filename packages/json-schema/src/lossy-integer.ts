const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_RUN = /\d{16}/;

/** Where in a text of JSON an integer stands that a number cannot hold, so that JSON.parse gives another one. */
export function lossyIntegerAt(text: string): number | undefined {
  // Most texts have no run of digits that is long enough.
  if (!LONG_RUN.test(text)) return undefined;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (/^-?\d{16,}$/.test(token) && BigInt(Number(token)) !== BigInt(token)) return index;
  }
  return undefined;
}
