// A codec that does next to nothing, so that what is measured is everything around it.

const LENGTH = 64;
const PAYLOAD = Buffer.alloc(LENGTH, 7);

/** @type {import("@magicbyte/registry").SchemaFormat} */
const fixedFormat = {
  schemaType: "AVRO",
  parse: () => ({ recordName: () => "Fixed", decoder: () => ({ decode: readFixed }) }),
};

/** @type {import("@magicbyte/registry").TypedSchema<number>} */
export const fixedSchema = {
  format: fixedFormat,
  schema: '{"type":"fixed","name":"Fixed","size":64}',
  references: [],
  recordName: "Fixed",
  encoder: () => ({ encode: writeFixed }),
  decoder: () => ({ decode: readFixed }),
};

/** @param {number} value @param {Buffer} target @param {number} offset */
export function writeFixed(value, target, offset) {
  if (target.length - offset < LENGTH) return target.length - offset - LENGTH;
  PAYLOAD.copy(target, offset);
  target[offset] = value & 0xff;
  return offset + LENGTH;
}

/** @param {Buffer} bytes @param {number} offset */
export function readFixed(bytes, offset) {
  return bytes[offset] + bytes[bytes.length - 1];
}
