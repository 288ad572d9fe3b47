import {
  create,
  createFileRegistry,
  type DescFile,
  type DescMessage,
  fromBinary,
  type Message,
  toBinary,
} from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { ResolvedSchema } from "../../src/client/resolve.js";
import type { SchemaFormat, TypedSchema } from "../../src/serde/typed-schema.js";
import { encodeMessageIndexes, readMessageIndexes, skipMessageIndexes } from "../../src/wire/message-indexes.js";

/** Protobuf over protobuf-es: it proves that the seam carries what stands between frame and payload. */
export const protobufEsFormat: SchemaFormat = {
  schemaType: "PROTOBUF",
  frameSuffixEnd: skipMessageIndexes,
  parse(writer) {
    const file = parseFile(writer);
    return {
      recordName: (suffix) => messageAt(file, suffix).typeName,
      decoder(suffix) {
        const message = messageAt(file, suffix);
        return { decode: (bytes, offset) => fromBinary(message, bytes.subarray(offset)) };
      },
    };
  },
};

/** A message of a file. The schema's text is the file's descriptor in base64, which registries take as well. */
export function protobufEsSchema(
  file: DescFile,
  name: string,
): TypedSchema<Message & Record<string, unknown>, Record<string, unknown>> {
  const own = findMessage(file.messages, name);
  return {
    format: protobufEsFormat,
    schema: Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)).toString("base64"),
    references: [],
    recordName: own.typeName,
    encoder(writer) {
      return {
        frameSuffix: encodeMessageIndexes(indexesOf(parseFile(writer), own.typeName)),
        encode(value, target, offset) {
          const bytes = toBinary(own, create(own, value as never));
          if (offset + bytes.length > target.length) return target.length - offset - bytes.length;
          target.set(bytes, offset);
          return offset + bytes.length;
        },
      };
    },
    decoder(writer, suffix) {
      const written = messageAt(parseFile(writer), suffix);
      if (written.typeName !== own.typeName) throw new Error(`it is a ${written.typeName}, not a ${own.typeName}`);
      return {
        decode: (bytes, offset) => fromBinary(own, bytes.subarray(offset)) as Message & Record<string, unknown>,
      };
    },
  };
}

/** A file of messages that have a string field each, nested as the names are: `["A", "A.B", "C"]`. */
export function fileOf(name: string, messages: FileDescriptorProto["messageType"]): DescFile {
  const proto = create(FileDescriptorProtoSchema, { name, package: "test", syntax: "proto3", messageType: messages });
  const file = createFileRegistry(proto, () => undefined).getFile(name);
  if (file === undefined) throw new Error(`no file ${name}`);
  return file;
}

function parseFile(writer: ResolvedSchema): DescFile {
  const proto = fromBinary(FileDescriptorProtoSchema, Buffer.from(writer.schema, "base64"));
  return fileOf(proto.name, proto.messageType);
}

function messageAt(file: DescFile, suffix: Uint8Array): DescMessage {
  let messages: readonly DescMessage[] = file.messages;
  let found: DescMessage | undefined;
  for (const index of readMessageIndexes(suffix, 0).indexes) {
    found = messages[index];
    messages = found?.nestedMessages ?? [];
  }
  if (found === undefined) throw new Error("the message indexes name no message of the schema");
  return found;
}

function findMessage(messages: readonly DescMessage[], typeName: string): DescMessage {
  for (const message of messages) {
    if (message.typeName === typeName) return message;
    const nested = message.nestedMessages.find((inner) => inner.typeName === typeName);
    if (nested !== undefined) return nested;
  }
  throw new Error(`no message ${typeName}`);
}

function indexesOf(file: DescFile, typeName: string): number[] {
  const search = (messages: readonly DescMessage[], path: readonly number[]): number[] | undefined => {
    for (const [index, message] of messages.entries()) {
      if (message.typeName === typeName) return [...path, index];
      const nested = search(message.nestedMessages, [...path, index]);
      if (nested !== undefined) return nested;
    }
    return undefined;
  };
  const found = search(file.messages, []);
  if (found === undefined) throw new Error(`no message ${typeName} in the registered schema`);
  return found;
}
