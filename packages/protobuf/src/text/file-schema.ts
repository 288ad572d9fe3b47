import type { DescFile } from "@bufbuild/protobuf";
import { knownProtoTexts } from "@magicbyte/proto-text";
import { type AnyTypedSchema, type SchemaFormat, type TypedReference, UsageError } from "@magicbyte/registry/serde";
import { fileText, type SchemaForm } from "./file-text.js";
import { importPathSubject, type ReferenceSubjectStrategy } from "./reference-subject.js";

/** How files are registered. */
export type FileSchemaOptions = {
  /**
   * What is registered: `.proto` text in the form in which the registry prints it, or `"serialized"`, the file's
   * descriptor in base64, out of which the registry makes a text itself (maps are then nested messages in it).
   *
   * @default "text", since people read it, and every client does
   */
  readonly schemaForm?: SchemaForm | undefined;
  /**
   * The subject of an imported file.
   *
   * @default importPathSubject: the path by which it is imported, as in Java
   */
  readonly referenceSubject?: ReferenceSubjectStrategy | undefined;
  /**
   * Versions of imported files that are registered already, by import path.
   *
   * @default {} they are registered first, or looked up, as the schema itself is
   */
  readonly referenceVersions?: { readonly [importPath: string]: number | undefined } | undefined;
  /**
   * Whether `google/protobuf/*`, `google/type/*` and `confluent/*` are registered like other imports, though the
   * registry and its clients bring them along.
   *
   * @default false
   */
  readonly registerKnownTypes?: boolean | undefined;
};

/** A file's text, and what it imports. */
export type FileSchema = { readonly schema: string; readonly references: readonly TypedReference[] };

/** Makes files' schemas, each when it is asked for, and once: what two files import is one reference. */
export function createFileSchemas(
  format: SchemaFormat,
  options: FileSchemaOptions,
): (file: DescFile) => AnyTypedSchema & FileSchema {
  const { schemaForm = "text", referenceSubject = importPathSubject, referenceVersions = {} } = options;
  const schemas = new Map<DescFile, AnyTypedSchema>();

  function schemaOf(file: DescFile): AnyTypedSchema {
    let schema = schemas.get(file);
    if (schema === undefined) {
      schema = {
        format,
        schema: fileText(file, schemaForm),
        references: file.dependencies.filter(isReferenced).map(referenceTo),
        recordName: undefined,
        encoder: refuse,
        decoder: refuse,
      };
      schemas.set(file, schema);
    }
    return schema;
  }

  function isReferenced({ proto }: DescFile): boolean {
    return options.registerKnownTypes === true || !knownProtoTexts.has(proto.name);
  }

  function referenceTo(file: DescFile): TypedReference {
    const { name } = file.proto;
    return { name, schema: schemaOf(file), subject: referenceSubject(name), version: referenceVersions[name] };
  }

  return schemaOf;
}

function refuse(): never {
  throw new UsageError("a file that is imported is no message: write and read one of its messages with protobuf()");
}
