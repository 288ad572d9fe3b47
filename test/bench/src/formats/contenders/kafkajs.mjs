// @kafkajs/confluent-schema-registry: Avro by avsc, JSON with validation both ways, Protobuf by protobufjs and without
// message indexes.
import { protobufValue } from "../protobuf-schemas.mjs";

/** @type {import("../contender.mjs").Contender[]} */
export const kafkajsContenders = ["avro", "json", "protobuf"].map((format) => ({
  name: "KafkaJS client",
  format,
  kind: "KafkaJS",
  async open({ url, topic, readerSchema }) {
    const { default: library } = await import("@kafkajs/confluent-schema-registry");
    // Ajv is strict by default, and then warns of types that are several.
    const registry = new library.SchemaRegistry({ host: url }, { [library.SchemaType.JSON]: { strict: false } });
    const options =
      readerSchema === undefined
        ? undefined
        : { [library.SchemaType.AVRO]: { readerSchema: JSON.parse(readerSchema) } };
    return {
      input: format === "protobuf" ? (value) => protobufValue(value, Number) : undefined,
      async writer() {
        const id = await registry.getLatestSchemaId(`${topic}-value`);
        return (value) => registry.encode(id, value);
      },
      reader: () => (bytes) => registry.decode(bytes, options),
    };
  },
}));
