import type { LongMode, Mapping } from "./mapping.js";

/**
 * How values of a logical type are represented: your own, in place of what is built in. Anything that either function
 * throws means that the value does not fit.
 */
export type LogicalType<Out = unknown, In = Out> = {
  /** Makes a value of what the type underneath reads as: a number, a string, a Buffer... */
  fromAvro(raw: never): Out;
  /** Makes of a value what the type underneath writes. */
  toAvro(value: In): unknown;
  /** How the long underneath is given. @default as the option `long` says, which is "number" unless you say otherwise */
  readonly long?: LongMode | undefined;
};

/** Logical types by name: `false` leaves the values of the type underneath as they are. */
export type LogicalTypes = { readonly [logicalType: string]: LogicalType<unknown, never> | false };

/** What a user's logical type comes to. Nobody knows what its values look like, so that unions tag them. */
export function customMapping(logicalType: string, custom: LogicalType<unknown, never>): Mapping {
  return {
    logicalType,
    unit: undefined,
    long: custom.long,
    convert: {
      fromAvro: (raw) => custom.fromAvro(raw as never),
      toAvro: (value) => custom.toAvro(value as never),
    },
    buckets: ["custom"],
    expects: logicalType,
  };
}
