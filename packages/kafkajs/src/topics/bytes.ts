import type { Codec } from "./codec.js";

/** Bytes as they are. They are not copied when reading: they share the memory of the fetched batch. */
export const bytes: Codec<Buffer, Uint8Array> = {
  name: "bytes",
  encode(value) {
    if (!(value instanceof Uint8Array)) throw new TypeError(`expected bytes, got ${typeof value}`);
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  },
  decode: (value) => value,
};
