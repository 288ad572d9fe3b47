// What is to be reached on Node 20, as time over the bare codec.

const TARGETS = {
  avro: {
    serialise: { small: 0.65, medium: 1.0, large: 0.8 },
    deserialise: { small: 1.3, medium: 1.15, large: 1.05 },
    evolution: { small: 1.1, medium: 1.1, large: 1.1 },
  },
  json: {
    serialise: { small: 1.25, medium: 1.15, large: 1.05 },
    deserialise: { small: 1.4, medium: 1.15, large: 1.05 },
  },
  protobuf: {
    serialise: { small: 1.2, medium: 1.15, large: 1.15 },
    deserialise: { small: 1.2, medium: 1.15, large: 1.15 },
  },
};

/** @param {string} operation @returns {number | undefined} */
export function targetOf(format, size, operation) {
  return TARGETS[format][operation]?.[size];
}

/** Heap for a message that is written, in bytes. */
export const HEAP_TARGETS = { avro: 200, json: 350, protobuf: 200 };
/** Buffers for a message that is written, over its size on the wire; for medium and large ones. */
export const BUFFERS_TARGET = 1.02;
/** Milliseconds until a package is imported. */
export const IMPORT_TARGETS = { "@magicbyte/avro": 25, "@magicbyte/json-schema": 50, "@magicbyte/protobuf": 50 };
