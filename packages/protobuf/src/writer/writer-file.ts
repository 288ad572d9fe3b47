import type { DescMessage, FileRegistry } from "@bufbuild/protobuf";
import { type ProtoDependencies, type ProtoFile, readProtoSchema } from "@magicbyte/proto-text";
import { DeserializationError, type ResolvedSchema } from "@magicbyte/registry/serde";
import { readMessageIndexes } from "@magicbyte/registry/wire";
import { buildRegistry } from "./build-registry.js";
import { type MessageTree, messageTree } from "./message-tree.js";

/** A schema of the registry, understood. */
export type WriterFile = {
  readonly messages: MessageTree;
  /**
   * The full name of the message that a frame with this suffix holds. Without a suffix, which only frames of the
   * KafkaJS client lack, it is the first one.
   *
   * @throws DeserializationError when there is no such message
   */
  messageName(frameSuffix: Uint8Array): string;
  /** @throws Error when the text describes no valid file */
  registry(): FileRegistry;
  /** @throws Error as {@link registry} does, and when there is no such message */
  descriptor(fullName: string): DescMessage;
};

/** Parses schemas of the registry; the same one, which is asked for again and again, once. */
export function createWriterFiles(): (writer: ResolvedSchema) => WriterFile {
  const known = new WeakMap<ResolvedSchema, WriterFile>();
  return (writer) => {
    let file = known.get(writer);
    if (file === undefined) {
      file = readWriterFile(writer);
      known.set(writer, file);
    }
    return file;
  };
}

function readWriterFile(writer: ResolvedSchema): WriterFile {
  const root = readProtoSchema(writer.schema);
  const dependencies: ProtoDependencies = new Map(
    writer.dependencies.map(({ name, schema }) => [name, readProtoSchema(schema)]),
  );
  const messages = messageTree(withMessages(root, dependencies));
  let registry: FileRegistry | undefined;

  function registryOf(): FileRegistry {
    registry ??= buildRegistry(root, dependencies);
    return registry;
  }

  return {
    messages,
    messageName(suffix) {
      const indexes = suffix.length === 0 ? [0] : readMessageIndexes(suffix, 0).indexes;
      const name = messages.nameAt(indexes);
      if (name !== undefined) return name;
      throw new DeserializationError(
        `the message indexes ${indexes.join(", ")} name no message of the schema, which has ${messages.names.join(", ") || "none"}`,
      );
    },
    registry: registryOf,
    descriptor(fullName) {
      const found = registryOf().getMessage(fullName);
      // What the text has, its descriptors have.
      if (found === undefined) throw new Error(`no message ${fullName}`);
      return found;
    },
  };
}

/** A file that does nothing but import another one publicly stands for it. */
function withMessages(root: ProtoFile, dependencies: ProtoDependencies): ProtoFile {
  let file = root;
  for (let depth = 0; depth <= dependencies.size; depth++) {
    const [only, ...others] = file.imports;
    const next = only?.kind === "public" && others.length === 0 ? dependencies.get(only.path) : undefined;
    if (file.types.length > 0 || next === undefined) return file;
    file = next;
  }
  return file;
}
