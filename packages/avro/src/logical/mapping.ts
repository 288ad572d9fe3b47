/** How longs are represented: numbers up to 2^53 - 1 and errors beyond, or bigints. */
export type LongMode = "number" | "bigint";

/** What JavaScript can tell about a value without knowing its schema. Unions whose branches share one are tagged. */
export type Bucket =
  | "null"
  | "boolean"
  | "number"
  | "bigint"
  | "string"
  | "bytes"
  | "date"
  | "array"
  | "object"
  | "custom";

/** How a logical type represents values. */
export type Mapping = {
  readonly logicalType: string;
  /** What the number counts: two schemas that count in different units must not be read as each other. */
  readonly unit: string | undefined;
  /** Overrides how the long underneath is represented. */
  readonly long: LongMode | undefined;
  /** Where it is undefined values are those of the type underneath; Dates are frequent enough to be special. */
  readonly convert: Conversion | "date" | undefined;
  readonly buckets: readonly Bucket[];
  /** What errors say they expected. */
  readonly expects: string;
};

/** Both directions throw whatever they like when a value does not fit. */
export type Conversion = {
  fromAvro(raw: unknown): unknown;
  toAvro(value: unknown): unknown;
};
