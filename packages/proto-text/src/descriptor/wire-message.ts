import { ProtoSyntaxError } from "../proto-syntax-error.js";

/** The fields of one encoded message, by number. */
export type WireMessage = {
  readonly has: (tag: number) => boolean;
  /** The last value of a field, which is the one that counts; empty text where there is none. */
  readonly text: (tag: number) => string;
  readonly texts: (tag: number) => string[];
  /** An int32, bool or enum; 0 where there is none. */
  readonly int: (tag: number) => number;
  readonly ints: (tag: number) => number[];
  readonly messages: (tag: number) => WireMessage[];
};

type Value = number | Uint8Array;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws ProtoSyntaxError if the bytes are no encoded message */
export function readWireMessage(bytes: Uint8Array): WireMessage {
  const fields = readFields(bytes);
  const values = (tag: number): readonly Value[] => fields.get(tag) ?? [];
  const texts = (tag: number): string[] => values(tag).filter(isBytes).map(decode);
  const ints = (tag: number): number[] =>
    values(tag).flatMap((value) => (typeof value === "number" ? [value] : readPacked(value)));
  return {
    has: (tag) => fields.has(tag),
    text: (tag) => texts(tag).at(-1) ?? "",
    texts,
    int: (tag) => ints(tag).at(-1) ?? 0,
    ints,
    messages: (tag) => values(tag).filter(isBytes).map(readWireMessage),
  };
}

const isBytes = (value: Value): value is Uint8Array => typeof value !== "number";

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ProtoSyntaxError("not UTF-8", { cause });
  }
}

function readFields(bytes: Uint8Array): Map<number, Value[]> {
  const fields = new Map<number, Value[]>();
  let at = 0;
  while (at < bytes.length) {
    const key = readVarint(bytes, at);
    at = key.end;
    const tag = Math.floor(key.unsigned / 8);
    const [value, end] = readValue(bytes, at, key.unsigned % 8);
    at = end;
    if (tag === 0) throw new ProtoSyntaxError("not a FileDescriptorProto: a field with the number 0");
    const values = fields.get(tag);
    if (value === undefined) continue;
    if (values === undefined) fields.set(tag, [value]);
    else values.push(value);
  }
  return fields;
}

function readValue(bytes: Uint8Array, at: number, wireType: number): [Value | undefined, number] {
  if (wireType === 0) {
    const { signed, end } = readVarint(bytes, at);
    return [signed, end];
  }
  const { unsigned: length, end: start } =
    wireType === 2 ? readVarint(bytes, at) : { unsigned: fixedSize(wireType), end: at };
  const end = start + length;
  if (end > bytes.length) throw new ProtoSyntaxError("not a FileDescriptorProto: it is cut short");
  return [wireType === 2 ? bytes.subarray(start, end) : undefined, end];
}

function fixedSize(wireType: number): number {
  if (wireType === 1) return 8;
  if (wireType === 5) return 4;
  throw new ProtoSyntaxError(`not a FileDescriptorProto: wire type ${wireType}`);
}

function readPacked(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { signed, end } = readVarint(bytes, at);
    values.push(signed);
    at = end;
  }
  return values;
}

function readVarint(bytes: Uint8Array, start: number): { unsigned: number; signed: number; end: number } {
  let value = 0n;
  for (let at = start; at < start + 10; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { unsigned: Number(value), signed: Number(BigInt.asIntN(32, value)), end: at + 1 };
  }
  throw new ProtoSyntaxError("not a FileDescriptorProto: a number does not end");
}
