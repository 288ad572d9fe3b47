import type { SchemaFormat } from "@magicbyte/registry/serde";
import { createSchemaCache } from "./compiled-schema.js";
import { jsonDecoder, type ReadingOptions } from "./json-decoder.js";
import { titleOf } from "./schema-set.js";
import { type ValidationOptions, validationSettings } from "./validation-settings.js";

/** How JSON is read that anybody wrote. */
export type JsonSchemaFormatOptions = ValidationOptions &
  ReadingOptions & {
    /**
     * Whether what is read must fit the schema that it was written with.
     * @default false: few writers outside of this package validate
     */
    readonly validate?: boolean | undefined;
  };

/**
 * JSON Schema for deserializers without a schema of their own: `createDeserializer({ client, formats:
 * [jsonSchemaFormat()] })`. The record's name is the schema's title.
 */
export function jsonSchemaFormat(options: JsonSchemaFormatOptions = {}): SchemaFormat {
  const compiled = createSchemaCache(validationSettings(options));
  return {
    schemaType: "JSON",
    parse(writer) {
      const title = titleOf(writer.schema);
      return {
        recordName: () => title,
        decoder: () => jsonDecoder(options.validate === true ? compiled(writer) : undefined, options),
      };
    },
  };
}
