// What contenders write and read is checked before it is measured.
import { inspect, isDeepStrictEqual } from "node:util";

/** The frame of a payload, as every contender is given it to read. In Protobuf `[0]` is the first message, in short. */
export function frameOf(format, schemaId, payload) {
  const head = Buffer.alloc(format === "protobuf" ? 6 : 5);
  head.writeInt32BE(schemaId, 1);
  return Buffer.concat([head, payload]);
}

/**
 * What a contender's bytes are.
 *
 * @param {Buffer} bytes
 * @param {Buffer} frame what they should be
 * @param {Buffer} payload
 * @param {(payload: Buffer) => boolean} holds whether a payload holds the value, as the bare codec reads it
 */
export function frameKind(bytes, frame, payload, holds) {
  if (bytes.equals(frame)) return "a frame, byte for byte";
  if (bytes.equals(payload)) return "the payload alone";
  const head = frame.length - payload.length;
  if (bytes.subarray(0, head).equals(frame.subarray(0, head)) && holds(bytes.subarray(head))) {
    return "a frame, the value written differently";
  }
  return holds(bytes.subarray(5)) ? "NO FRAME: the message indexes are missing" : "NO FRAME";
}

/** @param {unknown} read @param {any} value */
export function isSameValue(read, value) {
  return isDeepStrictEqual(plain(read), plain(value));
}

/** @param {unknown} read @param {any} value @param {string} contender @throws where what was read is not the value */
export function checkValue(read, value, contender) {
  if (!isSameValue(read, value)) {
    throw new Error(`${contender} read ${inspect(read)} in place of ${inspect(value)}`);
  }
}

/** Without what only tells libraries apart: classes, names of types, bigints, and what Protobuf leaves out as default. */
function plain(value) {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.getTime();
  if (value === null || typeof value !== "object") return value;
  // How protobufjs has 64 bits.
  if (typeof value.toNumber === "function") return value.toNumber();
  if (Array.isArray(value)) return value.map(plain);
  const members = [];
  // Defaults stand in the prototype, with protobufjs and protobuf-es; and so does what is no value: `$type`, methods.
  for (const name in value) {
    if (name.startsWith("$") || typeof value[name] === "function") continue;
    const member = plain(value[name]);
    if (member !== null && member !== undefined) members.push([name, name === "status" ? statusOf(member) : member]);
  }
  return Object.fromEntries(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Protobuf has enums as numbers. */
function statusOf(status) {
  return STATUSES[status] ?? status;
}

const STATUSES = ["NEW", "PAID", "SHIPPED"];
