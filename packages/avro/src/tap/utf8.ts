/**
 * The functions of Buffer that `toString` and `write` call once they have looked at their arguments. Calling them at once
 * takes a fifth off reading a typical record. They are in every Node there is and in no documentation.
 */
type Native = Buffer & {
  utf8Slice(from: number, to: number): string;
  utf8Write(text: string, offset: number): number;
};

const native: Partial<Native> = Buffer.prototype;

/** The text of some bytes. What is no UTF-8 is replaced by U+FFFD, as Java does. */
export const readUtf8: (bytes: Buffer, from: number, to: number) => string =
  native.utf8Slice === undefined
    ? (bytes, from, to) => bytes.toString("utf8", from, to)
    : (bytes, from, to) => (bytes as Native).utf8Slice(from, to);

/** Writes a text that there is room for, and gives its length in bytes. */
export const writeUtf8: (bytes: Buffer, text: string, offset: number) => number =
  native.utf8Write === undefined
    ? (bytes, text, offset) => bytes.write(text, offset)
    : (bytes, text, offset) => (bytes as Native).utf8Write(text, offset);
