import type { AvroProps, AvroType } from "./model.js";
import { fitsInto } from "./number-text.js";

/** The types under which Avro knows each logical type that has no parameters. */
const UNDERLYING: ReadonlyMap<string, string> = new Map([
  ["date", "int"],
  ["time-millis", "int"],
  ["time-micros", "long"],
  ["timestamp-millis", "long"],
  ["timestamp-micros", "long"],
  ["timestamp-nanos", "long"],
  ["local-timestamp-millis", "long"],
  ["local-timestamp-micros", "long"],
  ["local-timestamp-nanos", "long"],
  ["big-decimal", "bytes"],
]);

/** A logical type that Avro knows and that fits its type; all others are members without a meaning. */
export type LogicalType =
  | { readonly name: string }
  | { readonly name: "decimal"; readonly precision: number; readonly scale: number };

/** The logical type of a type, where Avro knows it. */
export function logicalTypeOf(type: AvroType): LogicalType | undefined {
  const written = type.props.get("logicalType");
  if (written?.kind !== "string") return undefined;
  const name = written.value;
  if (name === "decimal") return decimalOf(type);
  if (name === "uuid")
    return type.kind === "string" || (type.kind === "fixed" && type.size === 16) ? { name } : undefined;
  if (name === "duration") return type.kind === "fixed" && type.size === 12 ? { name } : undefined;
  return UNDERLYING.get(name) === type.kind ? { name } : undefined;
}

function decimalOf(type: AvroType): LogicalType | undefined {
  if (type.kind !== "bytes" && type.kind !== "fixed") return undefined;
  const precision = intProp(type.props, "precision");
  const scale = type.props.has("scale") ? intProp(type.props, "scale") : 0;
  if (precision === undefined || scale === undefined || precision <= 0 || scale < 0 || scale > precision)
    return undefined;
  // So many digits fit into the bytes of a fixed, one bit being the sign.
  if (type.kind === "fixed" && precision > Math.floor(Math.log10(2) * (8 * type.size - 1))) return undefined;
  return { name: "decimal", precision, scale };
}

function intProp(props: AvroProps, name: string): number | undefined {
  const value = props.get(name);
  return value?.kind === "number" && fitsInto(32, value.lexeme) ? Number(value.lexeme) : undefined;
}
