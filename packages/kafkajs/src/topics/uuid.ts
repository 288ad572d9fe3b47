import type { Codec } from "./codec.js";
import { utf8 } from "./utf8.js";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID in its textual form, in small letters. Java's UUIDSerializer, which writes text as well. */
export const uuid: Codec<string> = {
  name: "uuid",
  encode(value) {
    if (typeof value !== "string" || !UUID.test(value)) throw new TypeError("expected a UUID");
    return Buffer.from(value.toLowerCase(), "latin1");
  },
  decode(bytes) {
    const text = utf8.decode(bytes);
    if (!UUID.test(text)) throw new TypeError("the bytes are no UUID");
    return text.toLowerCase();
  },
};
