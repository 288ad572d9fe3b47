/** A record's headers as KafkaJS has them: a header that stands more than once is a list. */
export type MessageHeaders = { [name: string]: HeaderValue | HeaderValue[] | undefined };

/** One header's value. */
export type HeaderValue = Buffer | Uint8Array | string;

/** Which half of a record is meant. Each has its own subject, schema and header. */
export type MessagePart = "key" | "value";

/** Header that holds the schema of a record's key in GUID-in-header mode. */
export const KEY_SCHEMA_ID_HEADER = "__key_schema_id";
/** Header that holds the schema of a record's value in GUID-in-header mode. */
export const VALUE_SCHEMA_ID_HEADER = "__value_schema_id";

/** The header in which a part's schema stands. */
export function schemaIdHeader(part: MessagePart): typeof KEY_SCHEMA_ID_HEADER | typeof VALUE_SCHEMA_ID_HEADER {
  return part === "key" ? KEY_SCHEMA_ID_HEADER : VALUE_SCHEMA_ID_HEADER;
}

/**
 * The bytes of the schema header of a part, or undefined where there is none: a frame and, for Protobuf, the
 * message indexes. Where the header stands more than once, the last one counts.
 */
export function readSchemaIdHeader(headers: MessageHeaders, part: MessagePart): Uint8Array | undefined {
  const name = part === "key" ? KEY_SCHEMA_ID_HEADER : VALUE_SCHEMA_ID_HEADER;
  const value = headers[name];
  if (value === undefined || value === null) return undefined;
  const last = Array.isArray(value) ? value[value.length - 1] : value;
  if (last === undefined || last === null) return undefined;
  // KafkaJS gives bytes; a string can only be what somebody else's code made of them, one character a byte.
  return typeof last === "string" ? latin1(last) : last;
}

/** Adds the schema header of a part, unless the last one of that name says the same already. */
export function writeSchemaIdHeader(headers: MessageHeaders, part: MessagePart, frame: Buffer): void {
  const name = part === "key" ? KEY_SCHEMA_ID_HEADER : VALUE_SCHEMA_ID_HEADER;
  const existing = headers[name];
  if (existing === undefined || existing === null) {
    headers[name] = frame;
    return;
  }
  const all = Array.isArray(existing) ? existing : [existing];
  const last = all[all.length - 1];
  if (last !== undefined && sameBytes(typeof last === "string" ? latin1(last) : last, frame)) return;
  headers[name] = [...all, frame];
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether two runs of bytes are equal. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}
