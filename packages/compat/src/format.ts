import { equalTypes } from "./avro/equal-types.js";
import { printAvroIncompatibility } from "./avro/print-incompatibility.js";
import { type AvroDifference, canonicalizeAvro, compareParsedAvro, normalizeAvro, parseAvro } from "./avro.js";
import type { Comparison, Difference } from "./difference.js";
import { printJsonSchemaIncompatibility } from "./json-schema/print-incompatibility.js";
import { topLevelNames } from "./json-schema/top-level-names.js";
import {
  canonicalizeJsonSchema,
  compareParsedJsonSchema,
  normalizeJsonSchema,
  parseJsonSchema,
} from "./json-schema.js";
import type { ParseOptions, References } from "./options.js";
import { printProtobufIncompatibility } from "./protobuf/print-incompatibility.js";
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
  /** Whether two texts say the same, each with its own references. */
  equal(one: string, other: string, references: readonly [one: References, other: References]): boolean;
  /** An incompatibility that {@link compare} found, as the registry prints it; `%s` stands for "new" and "old". */
  print(difference: Difference): string;
  /** The names of the fields of a record, an object or the messages of a file. */
  topLevelNames(text: string, options: ParseOptions): readonly string[];
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
    equal(one, other, [ofOne, ofOther]) {
      const parse = (text: string, references: References) => parseAvro(text, { references, strict: false }).root;
      return equalTypes(parse(one, ofOne), parse(other, ofOther));
    },
    print: (difference) => printAvroIncompatibility(difference as AvroDifference),
    topLevelNames(text, options) {
      const { root } = parseAvro(text, options);
      return root.kind === "record" ? [...root.fieldsByName.keys()] : [];
    },
  }),
  JSON: format({
    parse: parseJsonSchema,
    canonicalize: canonicalizeJsonSchema,
    normalize: normalizeJsonSchema,
    compare: (original, update, { policy = "STRICT" }) => compareParsedJsonSchema(original, update, { policy }),
    equal: (one, other) => canonicalizeJsonSchema(one) === canonicalizeJsonSchema(other),
    print: printJsonSchemaIncompatibility,
    topLevelNames,
  }),
  PROTOBUF: format({
    parse: parseProtobuf,
    canonicalize: canonicalizeProtobuf,
    normalize: normalizeProtobuf,
    compare: compareParsedProtobuf,
    equal: (one, other) => canonicalizeProtobuf(one) === canonicalizeProtobuf(other),
    print: printProtobufIncompatibility,
    topLevelNames: (text, options) =>
      parseProtobuf(text, options).file.types.flatMap((type) =>
        type.kind === "message" ? type.fields.map(({ name }) => name) : [],
      ),
  }),
};

/** @throws RangeError for a type that there is not */
export function formatOf(type: SchemaType): Format {
  if (!Object.hasOwn(formats, type)) {
    throw new RangeError(`schema type ${JSON.stringify(type)} is none of ${Object.keys(formats).join(", ")}`);
  }
  return formats[type];
}
