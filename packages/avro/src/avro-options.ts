import type { SchemaMetadata, SchemaRuleSet } from "@magicbyte/registry/serde";
import type { AvroReference } from "./avro-schema.js";
import type { TrailingBytes } from "./codec/decoder.js";
import type { LogicalTypes } from "./logical/logical-type.js";
import type { LongOption } from "./schema/parse-settings.js";

/** How values are represented, for schemas that are known and for those that are not. */
export type AvroFormatOptions = {
  /**
   * How longs are represented. As `"number"` one beyond 2^53 - 1 is an error that names its field, never a number that
   * lost digits; as `"bigint"` all of them are bigints.
   *
   * @default "number": most longs are counts, times and ids that fit, and mix with other numbers
   */
  readonly long?: "number" | "bigint" | undefined;
  /**
   * Logical types to represent in your own way, or, with `false`, as what is underneath; by their names.
   *
   * @default {} the table of the guide
   */
  readonly logicalTypes?: LogicalTypes | undefined;
  /**
   * What to do with bytes that stand behind a value.
   *
   * @default "ignore", as the Java client does
   */
  readonly trailingBytes?: TrailingBytes | undefined;
};

/** Options of {@link avro} and {@link avroFrom}. */
export type AvroOptions = Omit<AvroFormatOptions, "long"> & {
  /**
   * How longs are represented: all alike, or by the path of the field they stand in, such as
   * `{ "customer.id": "bigint" }` (arrays, maps and unions add nothing to it). As `"number"` one beyond 2^53 - 1 is an
   * error that names its field, never a number that lost digits.
   *
   * @default "number": most longs are counts, times and ids that fit, and mix with other numbers
   */
  readonly long?: LongOption | undefined;
  /** Schemas whose types this one uses by name. @default [] */
  readonly references?: readonly AvroReference[] | undefined;
  /**
   * What to do with members of a value that the schema has no field for.
   *
   * @default "error", because the field that a misspelt member was meant for would be written as its default
   */
  readonly unknownFields?: "error" | "drop" | undefined;
  /**
   * Whether errors of writing show the values that do not fit, cut off, besides their type and length.
   *
   * @default false, because errors are logged, and values may be what must not be
   */
  readonly showValues?: boolean | undefined;
  /** Registered with the schema. @default none */
  readonly metadata?: SchemaMetadata | undefined;
  /** Registered with the schema. @default none */
  readonly ruleSet?: SchemaRuleSet | undefined;
};
