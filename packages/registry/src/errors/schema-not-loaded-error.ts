import { brand, MagicbyteError } from "./magicbyte-error.js";

/** `decode()` met a schema that nobody asked the registry for yet. Call `prefetch()` first, or use `deserialize()`. */
export class SchemaNotLoadedError extends MagicbyteError {
  readonly code = "MAGICBYTE_SCHEMA_NOT_LOADED";
  readonly schemaId: number | undefined;
  readonly guid: string | undefined;

  static {
    brand(SchemaNotLoadedError, "SchemaNotLoadedError");
  }

  constructor(schema: number | string) {
    super(
      `schema ${schema} is not loaded: await deserializer.prefetch(messages) before decode(), or use deserialize()`,
    );
    this.schemaId = typeof schema === "number" ? schema : undefined;
    this.guid = typeof schema === "string" ? schema : undefined;
  }
}
