import { countOfLocalTimestamp, dateOfDays, daysOfDate, localTimestampOf } from "./calendar.js";
import { bytesOfDecimal, type DecimalSize, decimalOfBytes, precisionOfBytes } from "./decimal.js";
import { bytesOfDuration, durationOfBytes } from "./duration.js";
import type { Mapping } from "./mapping.js";
import { bytesOfUuid, checkUuid, uuidOfBytes } from "./uuid.js";

/** What a schema says about a logical type besides its name. */
export type LogicalAttributes = {
  readonly precision?: unknown;
  readonly scale?: unknown;
  /** Of a fixed. */
  readonly size?: number | undefined;
};

/** A mapping, or what is wrong with the attributes. */
type MakeMapping = (attributes: LogicalAttributes) => Mapping | string;

const DAY_MILLIS = 86_400_000;

/** The names of the logical types that this package knows. */
export const BUILT_IN_NAMES: ReadonlySet<string> = new Set([
  "date",
  "time-millis",
  "time-micros",
  "timestamp-millis",
  "timestamp-micros",
  "timestamp-nanos",
  "local-timestamp-millis",
  "local-timestamp-micros",
  "local-timestamp-nanos",
  "decimal",
  "uuid",
  "duration",
]);

/** By the type underneath and the logical type's name, because a logical type on any other type is none. */
export function builtInMapping(kind: string, logicalType: string): MakeMapping | undefined {
  switch (`${kind} ${logicalType}`) {
    case "int date":
      return () =>
        mapping(
          logicalType,
          { unit: "days", buckets: ["string"], expects: "date as YYYY-MM-DD" },
          {
            fromAvro: (days) => dateOfDays(days as number),
            toAvro: daysOfDate,
          },
        );
    case "int time-millis":
      return () => timeOfDay(logicalType, "milliseconds", DAY_MILLIS);
    case "long time-micros":
      return () => timeOfDay(logicalType, "microseconds", DAY_MILLIS * 1000);
    case "long timestamp-millis":
      return () =>
        mapping(
          logicalType,
          { unit: "milliseconds", long: "number", buckets: ["date", "number"], expects: "Date or epoch milliseconds" },
          "date",
        );
    case "long timestamp-micros":
      return () => epochCount(logicalType, "microseconds");
    case "long timestamp-nanos":
      return () => epochCount(logicalType, "nanoseconds");
    case "long local-timestamp-millis":
      return () => localTimestamp(logicalType, "milliseconds", 3);
    case "long local-timestamp-micros":
      return () => localTimestamp(logicalType, "microseconds", 6);
    case "long local-timestamp-nanos":
      return () => localTimestamp(logicalType, "nanoseconds", 9);
    case "bytes decimal":
    case "fixed decimal":
      return (attributes) => decimal(logicalType, attributes);
    case "string uuid":
      return () =>
        mapping(logicalType, { buckets: ["string"], expects: "uuid" }, { fromAvro: (text) => text, toAvro: checkUuid });
    case "fixed uuid":
      return ({ size }) =>
        size !== 16
          ? "a uuid has 16 bytes"
          : mapping(
              logicalType,
              { buckets: ["string"], expects: "uuid" },
              {
                fromAvro: (bytes) => uuidOfBytes(bytes as Buffer),
                toAvro: bytesOfUuid,
              },
            );
    case "fixed duration":
      return ({ size }) =>
        size !== 12
          ? "a duration has 12 bytes"
          : mapping(
              logicalType,
              { buckets: ["object"], expects: "{ months, days, milliseconds }" },
              {
                fromAvro: (bytes) => durationOfBytes(bytes as Buffer),
                toAvro: bytesOfDuration,
              },
            );
    default:
      return undefined;
  }
}

function mapping(
  logicalType: string,
  { unit, long, buckets, expects }: Pick<Mapping, "buckets" | "expects"> & Partial<Mapping>,
  convert: Mapping["convert"],
): Mapping {
  return { logicalType, unit, long, convert, buckets, expects };
}

function timeOfDay(logicalType: string, unit: string, perDay: number): Mapping {
  const check = (time: unknown) => {
    if (typeof time !== "number" || !(time >= 0 && time < perDay)) throw new RangeError("not a time of the day");
    return time;
  };
  const expects = `${unit} since midnight`;
  return mapping(
    logicalType,
    { unit, long: "number", buckets: ["number"], expects },
    { fromAvro: check, toAvro: check },
  );
}

function epochCount(logicalType: string, unit: string): Mapping {
  return mapping(logicalType, { unit, long: "bigint", buckets: ["bigint"], expects: `${unit} as bigint` }, undefined);
}

function localTimestamp(logicalType: string, unit: string, digits: 3 | 6 | 9): Mapping {
  const expects = `local timestamp as YYYY-MM-DDThh:mm:ss.${"s".repeat(digits)}`;
  return mapping(
    logicalType,
    { unit, long: "bigint", buckets: ["string"], expects },
    {
      fromAvro: (count) => localTimestampOf(count as bigint, digits),
      toAvro: (timestamp) => countOfLocalTimestamp(timestamp, digits),
    },
  );
}

function decimal(logicalType: string, { precision, scale = 0, size }: LogicalAttributes): Mapping | string {
  if (!isCount(precision) || precision === 0) return "a decimal needs a precision";
  if (!isCount(scale) || scale > precision) return "the scale of a decimal must be between 0 and its precision";
  if (size !== undefined && precision > precisionOfBytes(size)) {
    return `${size} bytes hold ${precisionOfBytes(size)} digits, and its precision is ${precision}`;
  }
  const limits: DecimalSize = { precision, scale };
  return mapping(
    logicalType,
    {
      unit: `decimal(${precision}, ${scale})`,
      buckets: ["string"],
      expects: `decimal(${precision}, ${scale}) as a string`,
    },
    {
      fromAvro: (bytes) => decimalOfBytes(bytes as Buffer, limits),
      toAvro: (value) => bytesOfDecimal(value, limits, size),
    },
  );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
