// @confluentinc/schemaregistry as it comes, which asks for the association of a topic, and with `TOPIC`, which it need
// not ask for: its best case. Both use the latest version, so that it infers no schema from each message.
import { protobufValue } from "../protobuf-schemas.mjs";

const CONFIGURATIONS = { Confluent: {}, "Confluent, topic names": { subjectNameStrategyType: "TOPIC" } };
const SERDES = {
  avro: ["AvroSerializer", "AvroDeserializer"],
  json: ["JsonSerializer", "JsonDeserializer"],
  protobuf: ["ProtobufSerializer", "ProtobufDeserializer"],
};

/** @returns {import("../contender.mjs").Contender} */
function contender(name, format, configuration) {
  return {
    name,
    format,
    kind: "Confluent",
    async open({ url, topic, message, readerSchema }) {
      const { default: library } = await import("@confluentinc/schemaregistry");
      const client = new library.SchemaRegistryClient({ baseURLs: [url] });
      const [Serializer, Deserializer] = SERDES[format].map((serde) => library[serde]);
      const writing = { useLatestVersion: true, autoRegisterSchemas: false, ...configuration };
      const reading = { ...configuration, ...(readerSchema === undefined ? {} : { useLatestVersion: true }) };
      const messages = format === "protobuf" ? await forMessages(await message()) : undefined;
      const serializer = new Serializer(client, "VALUE", { ...writing, registry: messages?.registry });
      const deserializer = new Deserializer(client, "VALUE", reading);
      return {
        input: messages?.input,
        writer: () => (value) => serializer.serialize(topic, value),
        reader: () => (bytes) => deserializer.deserialize(topic, bytes),
      };
    },
  };
}

async function forMessages(message) {
  const { create, createMutableRegistry } = await import("@bufbuild/protobuf");
  return { registry: createMutableRegistry(message), input: (value) => create(message, protobufValue(value, BigInt)) };
}

/** @type {import("../contender.mjs").Contender[]} */
export const confluentContenders = [
  ...Object.keys(SERDES).flatMap((format) =>
    Object.entries(CONFIGURATIONS).map(([name, configuration]) => contender(name, format, configuration)),
  ),
  contender("Confluent, topic names, validating", "json", { subjectNameStrategyType: "TOPIC", validate: true }),
];
