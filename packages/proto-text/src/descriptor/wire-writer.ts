/** Writes one message of the Protobuf wire format. */
export type WireWriter = {
  readonly text: (tag: number, value: string | undefined) => void;
  /** An int32, bool or enum; left out where undefined. */
  readonly int: (tag: number, value: number | undefined) => void;
  /** A message; left out where undefined. */
  readonly message: (tag: number, value: WireWriter | undefined) => void;
  readonly size: () => number;
  /** The bytes written so far. */
  readonly finish: () => Uint8Array;
};

const encoder = new TextEncoder();

/** An empty message. */
export function createWireWriter(): WireWriter {
  const parts: Uint8Array[] = [];
  let size = 0;
  const push = (part: Uint8Array): void => {
    parts.push(part);
    size += part.length;
  };
  const bytes = (tag: number, value: Uint8Array): void => {
    push(varint(BigInt(tag * 8 + 2)));
    push(varint(BigInt(value.length)));
    push(value);
  };
  return {
    text: (tag, value) => {
      if (value !== undefined) bytes(tag, encoder.encode(value));
    },
    int: (tag, value) => {
      if (value === undefined) return;
      push(varint(BigInt(tag * 8)));
      // A negative int32 is written with ten bytes, as an int64.
      push(varint(BigInt.asUintN(64, BigInt(value))));
    },
    message: (tag, value) => {
      if (value !== undefined) bytes(tag, value.finish());
    },
    size: () => size,
    finish: () => {
      const all = new Uint8Array(size);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
