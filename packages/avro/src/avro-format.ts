import { DeserializationError, type SchemaFormat } from "@magicbyte/registry/serde";
import type { AvroFormatOptions } from "./avro-options.js";
import { asProblemOf } from "./codec/codecs.js";
import { createCompiler } from "./codec/compile.js";
import { createDecoder } from "./codec/decoder.js";
import { parseResolved } from "./schema/references.js";

/**
 * Avro for deserializers that have no schema of their own: messages are read as they were written, and values are
 * unknown. `createDeserializer({ client, formats: [avroFormat()] })`
 */
export function avroFormat(options: AvroFormatOptions = {}): SchemaFormat {
  const { long = "number", logicalTypes = {}, trailingBytes = "ignore" } = options;
  return {
    schemaType: "AVRO",
    parse: (writer) =>
      asProblemOf(DeserializationError, () => {
        const model = parseResolved(writer, { long, logicalTypes, strict: false });
        return {
          recordName: () => (model.kind === "record" ? model.name : undefined),
          decoder: () => {
            const compiler = createCompiler(model, { knownOnly: false, strictDefaults: false });
            return createDecoder(compiler.root(), model, trailingBytes);
          },
        };
      }),
  };
}
