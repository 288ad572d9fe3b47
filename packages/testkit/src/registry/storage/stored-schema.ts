import { type Metadata, md5, type RegisteredReference, type SchemaType } from "@magicbyte/compat";
import { normalizeSubject } from "../contexts/qualified-subject.js";
import type { SchemaTags, SchemaValue } from "./record.js";

/** A version of a subject as the store holds it. */
export type StoredSchema = {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** The identity, 32 hexadecimal digits. */
  readonly md5: string;
  readonly schemaType: SchemaType;
  readonly schema: string;
  readonly references: readonly RegisteredReference[];
  readonly metadata: Metadata | undefined;
  readonly ruleSet: SchemaValue["ruleSet"];
  readonly schemaTags: readonly SchemaTags[] | undefined;
  readonly deleted: boolean;
  readonly timestamp: number;
};

/** A record's value as the store holds it. */
export function toStoredSchema(value: SchemaValue, timestamp: number): StoredSchema {
  const { version, id, schema, references = [], metadata, ruleSet, schemaTags, deleted } = value;
  const schemaType = (value.schemaType ?? "AVRO") as SchemaType;
  return {
    subject: normalizeSubject(value.subject),
    version,
    id,
    md5:
      value.md5 === undefined
        ? md5({ type: schemaType, schema, canonical: true, references, metadata, ruleSet }).toString("hex")
        : Buffer.from(value.md5, "base64").toString("hex"),
    schemaType,
    schema,
    references,
    metadata,
    ruleSet,
    schemaTags,
    deleted,
    timestamp,
  };
}

/** The value of the record that puts a schema into the store. */
export function toSchemaValue(schema: Omit<StoredSchema, "timestamp">): SchemaValue {
  const { subject, version, id, schemaType, references, metadata, ruleSet, schemaTags, deleted } = schema;
  return {
    subject,
    version,
    id,
    md5: Buffer.from(schema.md5, "hex").toString("base64"),
    ...(schemaType === "AVRO" ? {} : { schemaType }),
    ...(references.length === 0 ? {} : { references }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(ruleSet === undefined ? {} : { ruleSet }),
    ...(schemaTags === undefined ? {} : { schemaTags }),
    schema: schema.schema,
    deleted,
  };
}
