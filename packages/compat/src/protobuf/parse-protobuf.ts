import { normalizeProto, type ProtoFile, ProtoSyntaxError, readProtoSchema } from "@magicbyte/proto-text";
import type { ParseOptions } from "../options.js";
import { SchemaError } from "../schema-error.js";
import { checkNames } from "./check-names.js";
import type { ProtobufSchema } from "./schema.js";

/**
 * Parses a Protobuf schema: `.proto` text, or a FileDescriptorProto in base64. The imports `google/protobuf/*`,
 * `google/type/*` and `confluent/*` that the registry knows need no reference.
 * @throws SchemaError if it is no `.proto` text and, unless `strict` is false, if it names a type that is not found or
 * defines something twice.
 */
export function parseProtobuf(text: string, options: ParseOptions = {}): ProtobufSchema {
  const dependencies = new Map<string, ProtoFile>();
  for (const [name, reference] of Object.entries(options.references ?? {})) {
    dependencies.set(
      name,
      withSchemaErrors(() => readProtoSchema(reference), name),
    );
  }
  const file = withSchemaErrors(() => readProtoSchema(text));
  if (options.strict ?? true) {
    withSchemaErrors(() => normalizeProto(file, dependencies));
    checkNames(file);
  }
  return { file, dependencies };
}

/** Runs, and turns the errors of the parser into those of this package. */
export function withSchemaErrors<T>(run: () => T, reference?: string): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof ProtoSyntaxError)) throw cause;
    const { position, expected } = cause;
    const prefix = reference === undefined ? "" : `reference ${reference}: `;
    throw new SchemaError(`${prefix}${cause.message}`, { position, expected, reference, cause });
  }
}
