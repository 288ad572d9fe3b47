// The packages of this repository. What is compared is the prepared, synchronous call; the call that is always right
// stands beside it ("awaited"), and the codec alone, from which can be seen what the seam adds.
import { OPEN_JSON_SCHEMAS } from "../json-schemas.mjs";
import { protobufValue } from "../protobuf-schemas.mjs";

/** avsc has no logical types unless they are given: it is compared writing and reading the numbers underneath. */
const NUMBERS = { logicalTypes: { "timestamp-millis": false } };

const avro = (options) => async (text) => {
  const { avroFrom } = await import("@magicbyte/avro");
  return avroFrom(text, options);
};
const NOT_VALIDATED = { validate: { write: false, read: false } };
const json =
  (options = {}) =>
  async (text) => {
    const { jsonSchemaFrom } = await import("@magicbyte/json-schema");
    return jsonSchemaFrom(text, options);
  };
const protobuf = async (_text, message) => {
  const { protobuf: typed } = await import("@magicbyte/protobuf");
  return typed(await message());
};

const SCHEMAS = { avro: avro(NUMBERS), json: json(), protobuf };

/** The calls that wait for nothing. */
const prepared = {
  writer: async ({ serializer, topic }) => (await serializer.prepare({ topic })).encode,
  async reader({ deserializer }, frames) {
    await deserializer.prefetch(frames);
    return deserializer.decode;
  },
};
const awaited = {
  writer: ({ serializer, topic }) => {
    const options = { topic };
    return (value) => serializer.serialize(value, options);
  },
  reader: ({ deserializer, topic }) => {
    const options = { topic };
    return (bytes) => deserializer.deserialize(bytes, options);
  },
};
/** Into a buffer that is there, behind the place of a frame that nobody writes. What it gives is where it ended. */
const codecAlone = {
  async writer({ client, schema, topic }) {
    const stored = await client.subjects.latest(`${topic}-value`);
    const encoder = schema.encoder({ ...stored, dependencies: [] });
    const target = Buffer.allocUnsafeSlow(1 << 20);
    return (value) => encoder.encode(value, target, 5);
  },
  async reader({ deserializer, into }, frames) {
    await deserializer.prefetch(frames);
    const suffixEnd = into.format.frameSuffixEnd?.(frames[0], 5) ?? 5;
    const decoder = into.decoder(deserializer.schemaOf(frames[0]), frames[0].subarray(5, suffixEnd));
    return (bytes) => decoder.decode(bytes, suffixEnd);
  },
};

/** @returns {import("../contender.mjs").Contender} */
function contender(name, format, kind, schemaOf = SCHEMAS[format], calls = prepared, plain = false) {
  return {
    name,
    format,
    kind,
    async open({ url, topic, schema: text, readerSchema, message }) {
      const { createDeserializer, createRegistryClient, createSerializer } = await import("@magicbyte/registry");
      const client = createRegistryClient({ baseUrl: url });
      const schema = await schemaOf(text, message);
      const serializer = createSerializer({ client, schema });
      const into = readerSchema === undefined ? schema : await schemaOf(readerSchema);
      const deserializer = createDeserializer({ client, schema: into });
      const parts = { client, schema, into, serializer, deserializer, topic };
      return {
        input: format === "protobuf" ? await inputOf(await message(), plain) : undefined,
        writer: () => calls.writer(parts),
        reader: (frames) => calls.reader(parts, frames),
        async batchWriter() {
          const { encodeAll } = await serializer.prepare({ topic });
          return { input: (value) => ({ value }), call: encodeAll };
        },
        async batchReader(frames) {
          await deserializer.prefetch(frames);
          return { input: (bytes) => ({ bytes }), call: deserializer.decodeAll };
        },
        close: () => client.close(),
      };
    },
  };
}

async function inputOf(message, plain) {
  if (plain) return (value) => protobufValue(value, BigInt);
  const { create } = await import("@bufbuild/protobuf");
  return (value) => create(message, protobufValue(value, BigInt));
}

/** @type {import("../contender.mjs").Contender[]} */
export const magicbyteContenders = [
  ...Object.keys(SCHEMAS).flatMap((format) => [
    contender("magicbyte", format, "ours"),
    contender("magicbyte, awaited", format, "other", SCHEMAS[format], awaited),
    contender("magicbyte's codec alone", format, "codec", SCHEMAS[format], codecAlone),
  ]),
  // As Confluent's client is by default.
  contender("magicbyte, not validating", "json", "other", json(NOT_VALIDATED)),
];

/** What the other settings cost. The first contender of a format is what they are compared with. */
export const magicbyteOptions = [
  contender("magicbyte", "avro", "ours"),
  contender("logical types on, as by default: Dates", "avro", "other", avro({})),
  contender('unknownFields: "drop"', "avro", "other", avro({ ...NUMBERS, unknownFields: "drop" })),
  contender("magicbyte", "json", "ours"),
  contender("other properties allowed", "json", "other", (text) => json()(openSchema(text))),
  contender("magicbyte", "protobuf", "ours"),
  contender("written from plain objects", "protobuf", "other", protobuf, prepared, true),
];

function openSchema(text) {
  const { title } = JSON.parse(text);
  return Object.values(OPEN_JSON_SCHEMAS).find((schema) => schema.title === title);
}
