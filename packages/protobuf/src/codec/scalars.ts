import { ScalarType } from "@bufbuild/protobuf";
import type { ByteWriter } from "./byte-writer.js";

/** How values of a scalar type are written. */
export type Scalar = {
  /** What it is called in `.proto` files. */
  readonly name: string;
  readonly wireType: number;
  /** Whether this is what a field has that is not set. */
  isZero(value: unknown): boolean;
  /** Writes a value; or nothing, and says so, if it does not fit. */
  put(writer: ByteWriter, value: unknown): boolean;
};

const VARINT = 0;
const BIT64 = 1;
const LENGTH_DELIMITED = 2;
const BIT32 = 5;

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

const isZeroNumber = (value: unknown) => value === 0;
// Of 64 bits, a number may be a bigint, or with `jstype` a string.
const isZeroLong = (value: unknown) => value === 0n || value === 0 || value === "0";
// Minus zero is a value like any other.
const isZeroFloat = (value: unknown) => Object.is(value, 0);

function int32(name: string, wireType: number, write: (writer: ByteWriter, value: number) => void): Scalar {
  return {
    name,
    wireType,
    isZero: isZeroNumber,
    put(writer, value) {
      if (typeof value !== "number" || value !== (value | 0)) return false;
      write(writer, value);
      return true;
    },
  };
}

function uint32(name: string, wireType: number, write: (writer: ByteWriter, value: number) => void): Scalar {
  return {
    name,
    wireType,
    isZero: isZeroNumber,
    put(writer, value) {
      if (typeof value !== "number" || value !== value >>> 0) return false;
      write(writer, value);
      return true;
    },
  };
}

function long(
  name: string,
  wireType: number,
  [min, max]: readonly [bigint, bigint],
  write: (writer: ByteWriter, value: bigint) => void,
): Scalar {
  return {
    name,
    wireType,
    isZero: isZeroLong,
    put(writer, value) {
      const integer = typeof value === "bigint" ? value : toBigInt(value);
      if (integer === undefined || integer < min || integer > max) return false;
      write(writer, integer);
      return true;
    },
  };
}

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

const SIGNED = [MIN_INT64, MAX_INT64] as const;
const UNSIGNED = [0n, MAX_UINT64] as const;

const scalars: ReadonlyMap<ScalarType, Scalar> = new Map([
  [
    ScalarType.DOUBLE,
    {
      name: "double",
      wireType: BIT64,
      isZero: isZeroFloat,
      put(writer, value) {
        if (typeof value !== "number") return false;
        writer.double(value);
        return true;
      },
    },
  ],
  [
    ScalarType.FLOAT,
    {
      name: "float",
      wireType: BIT32,
      isZero: isZeroFloat,
      put(writer, value) {
        // What is finite must not become infinite by losing digits.
        if (typeof value !== "number" || (Number.isFinite(value) && !Number.isFinite(Math.fround(value)))) return false;
        writer.float(value);
        return true;
      },
    },
  ],
  [ScalarType.INT32, int32("int32", VARINT, (writer, value) => writer.int32(value))],
  [ScalarType.SINT32, int32("sint32", VARINT, (writer, value) => writer.sint32(value))],
  [ScalarType.SFIXED32, int32("sfixed32", BIT32, (writer, value) => writer.fixed32(value))],
  [ScalarType.UINT32, uint32("uint32", VARINT, (writer, value) => writer.varint(value))],
  [ScalarType.FIXED32, uint32("fixed32", BIT32, (writer, value) => writer.fixed32(value))],
  [ScalarType.INT64, long("int64", VARINT, SIGNED, (writer, value) => writer.int64(value))],
  [ScalarType.SINT64, long("sint64", VARINT, SIGNED, (writer, value) => writer.sint64(value))],
  [ScalarType.SFIXED64, long("sfixed64", BIT64, SIGNED, (writer, value) => writer.fixed64(value))],
  [ScalarType.UINT64, long("uint64", VARINT, UNSIGNED, (writer, value) => writer.int64(value))],
  [ScalarType.FIXED64, long("fixed64", BIT64, UNSIGNED, (writer, value) => writer.fixed64(value))],
  [
    ScalarType.BOOL,
    {
      name: "bool",
      wireType: VARINT,
      isZero: (value) => value === false,
      put(writer, value) {
        if (typeof value !== "boolean") return false;
        writer.bool(value);
        return true;
      },
    },
  ],
  [
    ScalarType.STRING,
    {
      name: "string",
      wireType: LENGTH_DELIMITED,
      isZero: (value) => value === "",
      put(writer, value) {
        if (typeof value !== "string") return false;
        writer.string(value);
        return true;
      },
    },
  ],
  [
    ScalarType.BYTES,
    {
      name: "bytes",
      wireType: LENGTH_DELIMITED,
      isZero: (value) => value instanceof Uint8Array && value.length === 0,
      put(writer, value) {
        if (!(value instanceof Uint8Array)) return false;
        writer.bytes(value);
        return true;
      },
    },
  ],
] satisfies [ScalarType, Scalar][]);

/** How a scalar type is written. */
export function scalarOf(type: ScalarType): Scalar {
  const scalar = scalars.get(type);
  // The types of a descriptor are those of the table.
  if (scalar === undefined) throw new TypeError(`no scalar type ${type}`);
  return scalar;
}

/** How the numbers of an enum are written. */
export function enumScalar(zero: number): Scalar {
  const scalar = scalarOf(ScalarType.INT32);
  return { ...scalar, name: "enum", isZero: (value) => value === zero };
}

/**
 * The value of a map's key, which as a property's name is a string. What is none of the type is given back as it is,
 * and does not fit then.
 */
export function mapKeyOf(type: ScalarType): (key: string) => unknown {
  if (type === ScalarType.STRING) return (key) => key;
  if (type === ScalarType.BOOL) return (key) => (key === "true" ? true : key === "false" ? false : key);
  if (LONGS.has(type)) return (key) => key;
  return (key) => (/^-?\d+$/.test(key) ? Number(key) : key);
}

const LONGS: ReadonlySet<ScalarType> = new Set([
  ScalarType.INT64,
  ScalarType.SINT64,
  ScalarType.SFIXED64,
  ScalarType.UINT64,
  ScalarType.FIXED64,
]);
