import { type Decoder, type Encoder, UsageError } from "@magicbyte/registry/serde";
import { avroFormat } from "./avro-format.js";
import type { AvroOptions } from "./avro-options.js";
import type { AvroSchema } from "./avro-schema.js";
import { asProblemOf, createCodecs } from "./codec/codecs.js";
import { parseSchema } from "./schema/parse-schema.js";
import { parseText, settleReferences } from "./schema/references.js";

/** A typed schema of a text. The types are the caller's word. */
export function createAvroSchema<Out, In, Names>(text: string, options: AvroOptions): AvroSchema<Out, In, Names> {
  const { long = "number", logicalTypes = {}, references = [], metadata, ruleSet } = options;
  const { typed, names } = settleReferences(references);
  const model = asProblemOf(UsageError, () =>
    parseSchema(parseText(text), names, { long, logicalTypes, strict: true }),
  );
  const codecs = createCodecs(text, model, options);
  const isRecord = model.kind === "record";
  return {
    format: avroFormat(),
    schema: text,
    references: typed,
    recordName: isRecord ? model.name : undefined,
    name: isRecord || model.kind === "enum" || model.kind === "fixed" ? model.name : undefined,
    metadata,
    ruleSet,
    "~avro": { definitions: names },
    encoder: (writer) => codecs.encoder(writer) as Encoder<In>,
    decoder: (writer) => codecs.decoder(writer) as Decoder<Out>,
  };
}
