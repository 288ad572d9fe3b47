import * as fc from "fast-check";

/** A schema, and a value that fits it. */
export type SchemaAndValue = { readonly schema: { readonly [keyword: string]: unknown }; readonly value: unknown };

const name = fc.oneof(fc.constantFrom("a", "b", "sku", "e-mail", "toString", "0"), fc.string({ maxLength: 5 }));
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

const leaf: fc.Arbitrary<SchemaAndValue> = fc.oneof(
  fc.string({ unit: "grapheme" }).map((value) => ({ schema: { type: "string", minLength: [...value].length }, value })),
  fc.string().map((value) => ({ schema: { type: ["null", "string"], maxLength: value.length }, value })),
  fc.maxSafeInteger().map((value) => ({ schema: { type: "integer", minimum: value }, value })),
  number.map((value) => ({ schema: { type: "number" }, value })),
  fc.boolean().map((value) => ({ schema: { type: ["boolean", "integer"] }, value })),
  fc.constant({ schema: { type: ["object", "array", "null"] }, value: null }),
  fc.string().map((value) => ({ schema: { enum: [value, 1, null] }, value })),
  fc.jsonValue({ maxDepth: 2 }).map((value) => ({ schema: {}, value: JSON.parse(JSON.stringify(value)) as unknown })),
);

/** What a property may be beside a value that fits. */
type Place = { readonly isRequired: boolean; readonly isAbsent: boolean };

const place: fc.Arbitrary<Place> = fc.record({ isRequired: fc.boolean(), isAbsent: fc.boolean() });

/** Schemas as people write them, each with a value: open and closed objects, maps, arrays, unions, references. */
export const schemaAndValue: fc.Arbitrary<SchemaAndValue> = fc.letrec<{ node: SchemaAndValue }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("node"), { maxLength: 3 }).map(listOf),
    fc
      .tuple(fc.dictionary(name, fc.tuple(tie("node"), place), { maxKeys: 4, noNullPrototype: true }), fc.nat(2))
      .map(([members, kind]) => objectOf(members, kind)),
    tie("node").map(({ schema, value }) => ({
      schema: { type: "object", additionalProperties: schema },
      value: { x: value, y: value },
    })),
    fc.tuple(tie("node"), leaf).map(([{ schema, value }, other]) => ({
      schema: { anyOf: [other.schema, schema] },
      value,
    })),
  ),
})).node;

/** All items are of one schema, which is that of the first. */
function listOf(items: readonly SchemaAndValue[]): SchemaAndValue {
  const [first] = items;
  if (first === undefined) return { schema: { type: "array", items: { type: "string" } }, value: [] };
  return { schema: { type: "array", items: first.schema }, value: items.map(() => first.value) };
}

function objectOf(members: Readonly<Record<string, readonly [SchemaAndValue, Place]>>, kind: number): SchemaAndValue {
  const entries = Object.entries(members);
  const others = kind === 0 ? {} : { additionalProperties: kind === 1 ? false : { type: "integer" } };
  const present = entries.filter(([, [, { isRequired, isAbsent }]]) => isRequired || !isAbsent);
  const required = entries.filter(([, [, { isRequired }]]) => isRequired).map(([key]) => key);
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(entries.map(([key, [{ schema }]]) => [key, schema])),
      ...(required.length === 0 ? {} : { required }),
      ...others,
    },
    value: Object.fromEntries(present.map(([key, [{ value }]]) => [key, value])),
  };
}

class Instance {
  readonly own = 1;
  get inherited() {
    return "a";
  }
}

/** What JSON.stringify writes as something else, or leaves out, or loses. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, Number.NaN, Number.NEGATIVE_INFINITY, 1n, Symbol("s"), -0, null, "\udc00"),
  fc
    .constantFrom<() => unknown>(
      () => new Date(0),
      () => new Map([[1, 2]]),
      () => new Instance(),
      () => () => 1,
      () => Object.assign([1], { toJSON: () => "list" }),
      () => ({ toJSON: () => 5 }),
      () => ({ toJSON: () => undefined }),
      () => ({ x: undefined, y: 1 }),
      () => Object.assign(Object.create(null), { a: 1 }),
      () => Object.create({ a: 1 }),
      () => new Array(2),
      () => Object("boxed"),
    )
    .map((make) => make()),
);

/** The value with something strange, or something that does not fit, in one place. */
export function disturbed(value: unknown): fc.Arbitrary<unknown> {
  const other = fc.oneof(strange, fc.constantFrom<unknown>("x", 1.5, true, [], {}, "")).map((made) => made);
  if (typeof value !== "object" || value === null) return other;
  const keys = Object.keys(value);
  const replaced = (key: string, member: unknown) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => (String(index) === key ? member : item))
      : Object.fromEntries([...Object.entries(value).filter(([own]) => own !== key), [key, member]]);
  const inside = keys.map((key) =>
    disturbed((value as Record<string, unknown>)[key]).map((member) => replaced(key, member)),
  );
  const added = Array.isArray(value) ? [] : [fc.tuple(name, other).map(([key, member]) => replaced(key, member))];
  return fc.oneof(other, ...inside, ...inside, ...added);
}
