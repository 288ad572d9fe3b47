import { canonicalizeAvro, compareParsedAvro, normalizeAvro, parseAvro } from "./avro.js";
import type { Comparison } from "./difference.js";
import {
  canonicalizeJsonSchema,
  compareParsedJsonSchema,
  normalizeJsonSchema,
  parseJsonSchema,
} from "./json-schema.js";
import type { ParseOptions } from "./options.js";
import {
  canonicalizeProtobuf,
  compareParsedProtobuf,
  normalizeProtobuf,
  parseProtobuf,
  type ReferenceVersions,
} from "./protobuf.js";

/** The schema types that can be compared. */
export type SchemaType = "AVRO" | "JSON" | "PROTOBUF";

/** How strictly schemas are compared: LENIENT makes a difference in JSON Schema only. */
export type CompatibilityPolicy = "STRICT" | "LENIENT";

/** What a comparison depends on besides the two schemas. */
export type ComparisonSettings = {
  readonly policy?: CompatibilityPolicy | undefined;
  /** Which versions the original's references name: what is the same on both sides is not looked into. */
  readonly originalReferenceVersions?: ReferenceVersions | undefined;
  readonly updateReferenceVersions?: ReferenceVersions | undefined;
};

/** What can be done with the schemas of one type. */
export type Format<Parsed = unknown> = {
  parse(text: string, options: ParseOptions): Parsed;
  canonicalize(text: string, options: ParseOptions): string;
  normalize(text: string, options: ParseOptions): string;
  /** Can `update` read what `original` wrote? */
  compare(original: Parsed, update: Parsed, settings: ComparisonSettings): Comparison;
};

function format<Parsed>(one: Format<Parsed>): Format {
  // What a format has parsed is given back to the same format only: the table is keyed by type.
  return one as Format;
}

/** The one place that knows which types there are. */
const formats: Readonly<Record<SchemaType, Format>> = {
  AVRO: format({
    parse: parseAvro,
    canonicalize: canonicalizeAvro,
    normalize: normalizeAvro,
    compare: (original, update) => compareParsedAvro(original, update),
  }),
  JSON: format({
    parse: parseJsonSchema,
    canonicalize: canonicalizeJsonSchema,
    normalize: normalizeJsonSchema,
    compare: (original, update, { policy = "STRICT" }) => compareParsedJsonSchema(original, update, { policy }),
  }),
  PROTOBUF: format({
    parse: parseProtobuf,
    canonicalize: canonicalizeProtobuf,
    normalize: normalizeProtobuf,
    compare: compareParsedProtobuf,
  }),
};

/** @throws RangeError for a type that there is not */
export function formatOf(type: SchemaType): Format {
  if (!Object.hasOwn(formats, type)) {
    throw new RangeError(`schema type ${JSON.stringify(type)} is none of ${Object.keys(formats).join(", ")}`);
  }
  return formats[type];
}
