import { inlineReferences } from "@magicbyte/compat";
import { parseProto, printProto, toFileDescriptor } from "@magicbyte/proto-text";
import type { Registry } from "../registry.js";
import type { StoredSchema } from "../storage/stored-schema.js";
import { resolveReferences } from "./resolve-references.js";
import { withoutExtensions } from "./without-extensions.js";

/** The text of a schema in the form that `format` asks for; a form that its type does not have is ignored. */
export function formatSchema(registry: Registry, stored: StoredSchema, format: string | undefined): string {
  switch (`${stored.schemaType} ${format}`) {
    case "AVRO resolved":
      return inlineReferences(stored.schema, textsOf(registry, stored));
    case "PROTOBUF serialized":
      return serialize(registry, stored);
    case "PROTOBUF ignore_extensions":
      return printProto(withoutExtensions(parseProto(stored.schema)));
    default:
      return stored.schema;
  }
}

function serialize(registry: Registry, stored: StoredSchema): string {
  const dependencies = new Map(
    Object.entries(textsOf(registry, stored)).map(([path, text]) => [path, parseProto(text)]),
  );
  return Buffer.from(toFileDescriptor(parseProto(stored.schema), dependencies)).toString("base64");
}

function textsOf(registry: Registry, { subject, references }: StoredSchema) {
  return resolveReferences(registry, subject, references, "all").texts;
}
