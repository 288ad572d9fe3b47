import type { JsonValue } from "../json-text/json-value.js";
import { SchemaError } from "../schema-error.js";
import { isValidDefault } from "./default-value.js";
import { describeType } from "./describe-type.js";
import type { AvroType } from "./model.js";
import { fitsInto, isInteger, javaDouble, javaFloat } from "./number-text.js";

/**
 * A default as its type has it: `1` of a double is `1.0`. Undefined where it does not fit, and so gets lost.
 *
 * @throws SchemaError where a part of it does not fit: then the reference implementation fails as well
 */
export function typedDefault(value: JsonValue, type: AvroType, field: string): JsonValue | undefined {
  if (type.kind === "union") {
    const branch = type.branches.find((candidate) => isValidDefault(candidate, value)) ?? type.branches[0];
    return branch === undefined ? value : typedDefault(value, branch, field);
  }
  switch (value.kind) {
    case "null":
    case "boolean":
      return value;
    case "number":
      return typedNumber(value, type);
    case "string":
      if (type.kind === "string" || type.kind === "enum") return value;
      // Bytes are written as the characters of Latin-1, which has no others.
      if (type.kind === "bytes" || type.kind === "fixed")
        return {
          ...value,
          value: Array.from(value.value, (character) => (character > "\u00ff" ? "?" : character)).join(""),
        };
      return undefined;
    case "array": {
      const items = type.kind === "array" ? type.items : misfit(value, type, field);
      return { ...value, items: value.items.map((item) => typedPart(item, items, field)) };
    }
    case "object": {
      const members = new Map<string, JsonValue>();
      for (const [name, member] of value.members) members.set(name, typedMember(name, member, type, field));
      return { ...value, members };
    }
  }
}

function typedMember(name: string, member: JsonValue, type: AvroType, field: string): JsonValue {
  if (type.kind === "map") return typedPart(member, type.values, field);
  if (type.kind !== "record") return member;
  const inner = type.fieldsByName.get(name);
  return inner === undefined ? misfit(member, type, field) : typedPart(member, inner.type, field);
}

function typedPart(value: JsonValue, type: AvroType, field: string): JsonValue {
  return typedDefault(value, type, field) ?? misfit(value, type, field);
}

function typedNumber(value: JsonValue & { kind: "number" }, type: AvroType): JsonValue | undefined {
  if (type.kind === "double" || type.kind === "float") {
    const number = Number(value.lexeme);
    const text = type.kind === "double" ? javaDouble(number) : javaFloat(number);
    return { ...value, lexeme: text.startsWith('"') ? text.slice(1, -1) : text };
  }
  if (!isInteger(value.lexeme)) return undefined;
  if (type.kind === "long") return fitsInto(64, value.lexeme) ? value : undefined;
  return type.kind === "int" && fitsInto(64, value.lexeme) ? value : undefined;
}

function misfit(value: JsonValue, type: AvroType, field: string): never {
  throw new SchemaError(
    `a part of the default of the field ${JSON.stringify(field)} is not valid: a ${value.kind} where the type is ${describeType(type)}`,
    { expected: describeType(type) },
  );
}
