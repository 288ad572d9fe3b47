import { type ResolvedSchema, type TypedReference, UsageError } from "@magicbyte/registry/serde";
import type { AnyAvroSchema, AvroReference } from "../avro-schema.js";
import type { Model, NamedModel } from "./model.js";
import { type Names, parseSchema } from "./parse-schema.js";
import type { ParseSettings } from "./parse-settings.js";
import { sameModel } from "./same-model.js";

/** The references of a schema as the seam has them, and the name space that they make. */
export function settleReferences(references: readonly AvroReference[]): {
  readonly typed: readonly TypedReference[];
  readonly names: Names;
} {
  const names: Names = new Map();
  const origins = new Map<string, string>();
  const typed = references.map((reference): TypedReference => {
    const { schema, name = schema.name, subject, version } = isSchema(reference) ? { schema: reference } : reference;
    if (schema?.["~avro"] === undefined) {
      throw new UsageError("`references` takes schemas made by avro() or avroFrom(), or { schema, subject, version }");
    }
    if (name === undefined) {
      throw new UsageError("a reference must be a record, an enum or a fixed: nothing else has a name to use it by");
    }
    // Each schema has a name space of its own, into which it takes what its references define.
    for (const [full, definition] of schema["~avro"].definitions as ReadonlyMap<string, NamedModel>) {
      const earlier = names.get(full);
      if (earlier !== undefined && !sameModel(earlier, definition)) {
        throw new UsageError(
          `the references "${origins.get(full)}" and "${name}" define ${full} in two different ways: use one version of it in both`,
        );
      }
      if (earlier !== undefined) continue;
      names.set(full, definition);
      origins.set(full, name);
    }
    return { name, schema, subject, version };
  });
  return { typed, names };
}

function isSchema(reference: AvroReference): reference is AnyAvroSchema {
  return typeof reference.schema === "string";
}

/**
 * Parses a schema of the registry with what it references, in a name space of its own.
 *
 * @throws SchemaProblem
 */
export function parseResolved(writer: ResolvedSchema, settings: ParseSettings): Model {
  const names: Names = new Map();
  for (const { schema } of writer.dependencies) parseSchema(parseText(schema), names, settings);
  return parseSchema(parseText(writer.schema), names, settings);
}

/** The JSON of a text, or the name that it is: some clients register `string` without the quotes. */
export function parseText(text: string): unknown {
  return /^\s*[["{]/.test(text) ? JSON.parse(text) : text.trim();
}
