import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import {
  type Decoder,
  DeserializationError,
  describeIssues,
  type Encoder,
  type ResolvedSchema,
  type TypedReference,
  type TypedSchema,
  UsageError,
  type ValueIssue,
} from "@magicbyte/registry/serde";
import { encodeMessageIndexes } from "@magicbyte/registry/wire";
import { messageDecoder } from "./codec/message-decoder.js";
import { messageEncoder } from "./codec/message-encoder.js";
import { planMessage } from "./codec/message-plan.js";
import { compileMessageWriter } from "./codec/message-writer.js";
import { protobufFormat } from "./protobuf-format.js";
import type { ProtobufOptions } from "./protobuf-options.js";
import { createFileSchemas, type FileSchema } from "./text/file-schema.js";
import { misreadFields } from "./writer/compare-messages.js";
import { createWriterFiles, type WriterFile } from "./writer/writer-file.js";

/**
 * A typed schema of a message that protobuf-es generated: `protobuf(OrderSchema)`. Reading gives messages; writing takes
 * messages, and plain objects as `create` does. The file's text is made when it is first asked for, and throws a
 * UsageError then if there is none.
 *
 * @throws UsageError when it is given something else
 */
export function protobuf<Desc extends DescMessage>(
  desc: Desc,
  options: ProtobufOptions = {},
): TypedSchema<MessageShape<Desc>, MessageInitShape<Desc>> {
  const message: DescMessage = desc;
  if (message?.kind !== "message") {
    throw new UsageError(
      "protobuf() takes the descriptor of a message: of generated code, `OrderSchema` and not `Order`",
    );
  }
  const { typeName } = message;
  const { aliases = [], unknownFields = "keep", showValues = false, metadata, ruleSet } = options;
  const keepUnknown = unknownFields === "keep";
  const names = [typeName, ...aliases];
  const format = protobufFormat({ legacyFrames: options.legacyFrames });
  const fileSchemas = createFileSchemas(format, options);
  const files = createWriterFiles();
  const codec = onFirstUse(() => {
    const plan = planMessage(message);
    return { plan, write: compileMessageWriter(plan, keepUnknown) };
  });

  function encoder(writer: ResolvedSchema): Encoder<unknown> {
    const file = writable(writer);
    const name = names.find((one) => file.messages.pathTo(one) !== undefined);
    const path = name === undefined ? undefined : file.messages.pathTo(name);
    if (name === undefined || path === undefined) {
      throw new UsageError(
        `${nameOf(writer)} has no message ${typeName} to be written with; it has ${file.messages.names.join(", ") || "none"}`,
      );
    }
    const issues = misread(writer, () => misreadFields(message, file.descriptor(name)));
    if (issues.length > 0) {
      throw new UsageError(
        `readers of ${nameOf(writer)} would misread what is written as ${typeName}: ${describeIssues(issues)}`,
      );
    }
    const { plan, write } = codec();
    return messageEncoder(plan, write, encodeMessageIndexes(path), showValues);
  }

  function writable(writer: ResolvedSchema): WriterFile {
    if (writer.schemaType !== "PROTOBUF") {
      throw new UsageError(
        `a Protobuf message cannot be written with ${nameOf(writer)}, which is ${writer.schemaType}`,
      );
    }
    try {
      return files(writer);
    } catch (error) {
      throw new UsageError(`${nameOf(writer)} is no Protobuf: ${error instanceof Error ? error.message : "?"}`);
    }
  }

  function decoder(writer: ResolvedSchema, suffix: Uint8Array): Decoder<unknown> {
    const file = files(writer);
    const name = suffix.length === 0 ? presumedName(file) : file.messageName(suffix);
    if (!names.includes(name)) throw new DeserializationError(`it is a ${name}, not a ${typeName}`);
    const issues = misread(writer, () => misreadFields(file.descriptor(name), message));
    if (issues.length > 0) {
      throw new DeserializationError(
        `what was written as ${name} would be misread as ${typeName}: ${describeIssues(issues)}`,
        { issues },
      );
    }
    return messageDecoder(message, keepUnknown);
  }

  /** Without indexes a frame may hold any message of the file: it must be ours then, if the file has it. */
  function presumedName(file: WriterFile): string {
    return names.find((one) => file.messages.pathTo(one) !== undefined) ?? file.messageName(new Uint8Array(0));
  }

  function misread(writer: ResolvedSchema, compare: () => readonly ValueIssue[]): readonly ValueIssue[] {
    if (isOwn(writer)) return [];
    try {
      return compare();
    } catch {
      // A text that is not quite right, of which the messages are known all the same: other clients read it, too.
      return [];
    }
  }

  function isOwn(writer: ResolvedSchema): boolean {
    const own = fileSchema();
    if (own === undefined || own.schema !== writer.schema) return false;
    const texts = referencedTexts(own.references);
    return writer.dependencies.every((dependency) => texts.get(dependency.name) === dependency.schema);
  }

  /** Undefined where no text can hold the file, which who only reads does not need. */
  const fileSchema = onFirstUse((): FileSchema | undefined => {
    try {
      return fileSchemas(message.file);
    } catch {
      return undefined;
    }
  });

  return {
    format,
    get schema() {
      return fileSchemas(message.file).schema;
    },
    get references() {
      return fileSchemas(message.file).references;
    },
    recordName: typeName,
    metadata,
    ruleSet,
    encoder,
    decoder,
  } as TypedSchema<MessageShape<Desc>, MessageInitShape<Desc>>;
}

function referencedTexts(references: readonly TypedReference[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const visit = (all: readonly TypedReference[]) => {
    for (const { name, schema } of all) {
      if (texts.has(name)) continue;
      texts.set(name, schema.schema);
      visit(schema.references);
    }
  };
  visit(references);
  return texts;
}

function nameOf({ subject, version, id }: ResolvedSchema): string {
  const where = subject === undefined ? "" : ` (${subject}${version === undefined ? "" : `/${version}`})`;
  return id === undefined ? `the registry's schema${where}` : `schema ${id}${where}`;
}

function onFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
