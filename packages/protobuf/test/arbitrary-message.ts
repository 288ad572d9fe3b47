import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import fc, { type Arbitrary } from "fast-check";

type Plain = Record<string, unknown>;

const REQUIRED = 3;

/** Plain objects that `create` takes for a message: of any shape that its type allows, set or not. */
export function plainMessage(desc: DescMessage, depth = 3): Arbitrary<Plain> {
  const members = desc.members.flatMap((member): [string, Arbitrary<unknown>][] => {
    if (member.kind === "oneof") return [[member.localName, oneofValue(member, depth)]];
    const value = fieldValue(member, depth);
    if (value === undefined) return [];
    return [[member.localName, member.presence === REQUIRED ? value : fc.option(value, { nil: undefined })]];
  });
  // Some are left out, others are there and undefined: neither is set.
  const required = desc.fields.filter((field) => field.presence === REQUIRED).map((field) => field.localName);
  return fc.record(Object.fromEntries(members), { requiredKeys: required as never });
}

function oneofValue(oneof: DescOneof, depth: number): Arbitrary<unknown> {
  const cases = oneof.fields.flatMap((field) => {
    const value = fieldValue(field, depth);
    return value === undefined ? [] : [value.map((one) => ({ case: field.localName, value: one }))];
  });
  return fc.oneof(fc.constant({ case: undefined }), ...cases);
}

function fieldValue(field: DescField, depth: number): Arbitrary<unknown> | undefined {
  switch (field.fieldKind) {
    case "scalar":
      return field.longAsString ? scalarValue(field.scalar).map(String) : scalarValue(field.scalar);
    case "enum":
      return enumValue(field.enum);
    case "message":
      return messageValue(field, depth);
    case "list": {
      const item =
        field.listKind === "message"
          ? messageValue(field, depth)
          : field.listKind === "enum"
            ? enumValue(field.enum)
            : scalarValue(field.scalar);
      return item === undefined ? undefined : fc.array(item, { maxLength: 5 });
    }
    case "map": {
      const value =
        field.mapKind === "message"
          ? messageValue(field, depth)
          : field.mapKind === "enum"
            ? enumValue(field.enum)
            : scalarValue(field.scalar);
      if (value === undefined) return undefined;
      return fc.dictionary(scalarValue(field.mapKey).map(String), value, { maxKeys: 4 });
    }
  }
}

function enumValue({ values }: { readonly values: readonly { readonly number: number }[] }): Arbitrary<number> {
  return fc.constantFrom(...values.map(({ number }) => number));
}

function messageValue(field: DescField, depth: number): Arbitrary<unknown> | undefined {
  const { message } = field;
  if (message === undefined || depth === 0) return undefined;
  const isSingular = field.fieldKind === "message" && field.oneof === undefined;
  const [first] = message.fields;
  if (isSingular && /^google\.protobuf\.\w+Value$/.test(message.typeName) && first?.fieldKind === "scalar") {
    return scalarValue(first.scalar);
  }
  if (message.typeName === "google.protobuf.Struct" && field.parent.typeName !== "google.protobuf.Value") {
    return fc.dictionary(
      key,
      fc.jsonValue({ maxDepth: 2 }).filter((value) => JSON.stringify(value) !== "-0"),
    );
  }
  return plainMessage(message, depth - 1);
}

const key = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom("__proto__", "constructor", "é"));
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", minLength: 100, maxLength: 300 }),
  fc.constantFrom("", "a".repeat(24), "a".repeat(25), "é".repeat(64), "€".repeat(127), "x".repeat(17_000)),
);
const int32 = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 127, 128, 2 ** 31 - 1, -(2 ** 31)));
const uint32 = fc.oneof(fc.nat(), fc.constantFrom(0, 127, 128, 2 ** 32 - 1));
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 2n ** 53n, 2n ** 32n, -(2n ** 63n), 2n ** 63n - 1n),
);
const uint64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(0n, 2n ** 63n, 2n ** 64n - 1n));

function scalarValue(type: ScalarType): Arbitrary<unknown> {
  switch (type) {
    case ScalarType.DOUBLE:
      return fc.double();
    case ScalarType.FLOAT:
      return fc.float();
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return int32;
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return uint32;
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return int64;
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return uint64;
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.STRING:
      return text;
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 200 });
  }
}
