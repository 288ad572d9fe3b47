import { bytes } from "./bytes.js";
import type { RawKey } from "./define-topic.js";
import { nullable } from "./nullable.js";
import { utf8 } from "./utf8.js";

/** The keys of topics that do not declare theirs. */
export const rawKey: RawKey = nullable({
  name: "bytes or text",
  encode: (value: Buffer | string) => (typeof value === "string" ? utf8.encode(value) : bytes.encode(value)),
  decode: bytes.decode,
});
