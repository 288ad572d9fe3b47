import { createRegistry, type JsonValue, type Registry, toJson } from "@bufbuild/protobuf";
import { type Decoder, DeserializationError, type SchemaFormat } from "@magicbyte/registry/serde";
import { skipMessageIndexes } from "@magicbyte/registry/wire";
import { messageDecoder } from "./codec/message-decoder.js";
import { type LegacyFrames, skipLegacyMessageIndexes } from "./legacy-frames.js";
import { createWriterFiles, type WriterFile } from "./writer/writer-file.js";

/** How messages are read of which nothing but the registry knows the schema. */
export type ProtobufFormatOptions = {
  /**
   * What they become: protobuf-es messages, `{ $typeName: "shop.Order", orderId: "A-1", total: 5n }`, or JSON as
   * Protobuf maps it, `{ orderId: "A-1", total: "5" }`.
   *
   * @default "message", which loses nothing: no unknown fields, and no difference between an int64 and a string
   */
  readonly as?: "message" | "json" | undefined;
  /**
   * Whether messages keep fields that the schema does not know.
   *
   * @default "keep", as protobuf-es does
   */
  readonly unknownFields?: "keep" | "drop" | undefined;
  /**
   * Types that may be packed in a `google.protobuf.Any`, for JSON, which unpacks it.
   *
   * @default the types of the writer's schema, which are known in any case
   */
  readonly registry?: Registry | undefined;
  /**
   * Reads frames that the KafkaJS client (`@kafkajs/confluent-schema-registry`) wrote, too. They have no message
   * indexes, so that nothing says which message of its file one is: it is taken for the first one. Use it for topics
   * that such a client wrote, and for no others: see the guide.
   *
   * @default undefined: such a frame is an error, or read as the message that its first bytes happen to name
   */
  readonly legacyFrames?: LegacyFrames | undefined;
};

/**
 * Protobuf for deserializers without a schema of their own: `createDeserializer({ client, formats: [protobufFormat()] })`.
 * No generated code is needed. The record's name is the full name of the message.
 */
export function protobufFormat(options: ProtobufFormatOptions = {}): SchemaFormat {
  const { as = "message", unknownFields = "keep", legacyFrames } = options;
  const files = createWriterFiles();

  function decoder(file: WriterFile, suffix: Uint8Array): Decoder<unknown> {
    const desc = file.descriptor(file.messageName(suffix));
    const messages = messageDecoder(desc, unknownFields === "keep");
    if (as === "message") return messages;
    const registry = createRegistry(file.registry(), ...(options.registry === undefined ? [] : [options.registry]));
    return {
      decode(bytes, offset): JsonValue {
        const message = messages.decode(bytes, offset);
        try {
          return toJson(desc, message, { registry });
        } catch (cause) {
          const words = cause instanceof Error ? cause.message : "see cause";
          throw new DeserializationError(
            `this ${desc.typeName} has no JSON: ${words}. Types that a google.protobuf.Any may hold are given as \`registry\``,
            { cause },
          );
        }
      },
    };
  }

  return {
    schemaType: "PROTOBUF",
    frameSuffixEnd: legacyFrames === "kafkajs" ? skipLegacyMessageIndexes : skipMessageIndexes,
    parse(writer) {
      const file = files(writer);
      return { recordName: file.messageName, decoder: (suffix) => decoder(file, suffix) };
    },
  };
}
