import type { Codec } from "./codec.js";
import { utf8 } from "./utf8.js";

/**
 * JSON without a schema: `json<Ping>()`. Nothing checks that it is a `Ping`: for messages that others read, register a
 * schema. What JSON has no form for (undefined, functions, bigint) does not serialize.
 */
export function json<T>(): Codec<T> {
  return {
    name: "json",
    encode(value) {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined) throw new TypeError(`JSON has no form for ${typeof value}`);
      return Buffer.from(text, "utf8");
    },
    decode(bytes) {
      const text = utf8.decode(bytes);
      try {
        return JSON.parse(text) as T;
      } catch {
        // The parser's message quotes the text.
        throw new SyntaxError("the bytes are not JSON");
      }
    },
  };
}
