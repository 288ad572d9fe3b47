import { isUtf8 } from "node:buffer";
import type { Codec } from "./codec.js";

/** Text. What is not UTF-8 does not decode, rather than becoming something else. Java's StringSerializer. */
export const utf8: Codec<string> = {
  name: "utf8",
  encode(value) {
    if (typeof value !== "string") throw new TypeError(`expected text, got ${typeof value}`);
    if (/\p{Surrogate}/u.test(value)) throw new TypeError("half a surrogate pair has no form in UTF-8");
    return Buffer.from(value, "utf8");
  },
  decode(bytes) {
    if (!isUtf8(bytes)) throw new TypeError("the bytes are not UTF-8");
    return bytes.toString("utf8");
  },
};
