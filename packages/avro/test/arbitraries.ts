import fc from "fast-check";

/** A random schema and a generator of its values, as this package and avsc both represent them. */
export type Case = { readonly schema: unknown; readonly value: fc.Arbitrary<unknown> };

type Named = Case & { readonly kind: string; readonly name: string };

const PRIMITIVES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.integer(),
  // Fewer than what this package takes: avsc writes those below -2^52 as their neighbours.
  long: fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 53 - 2 })),
  float: fc.float({ noNaN: true }),
  double: fc.double({ noNaN: true }),
  string: fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.string({ minLength: 20, maxLength: 300 }),
  ),
  bytes: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
};

/** Which of them a union without tags may have one of. */
const BUCKETS: Readonly<Record<string, string>> = {
  null: "null",
  boolean: "boolean",
  int: "number",
  long: "number",
  float: "number",
  double: "number",
  string: "string",
  enum: "string",
  bytes: "bytes",
  fixed: "bytes",
  array: "array",
  map: "object",
  record: "object",
};

/** Any schema, its definitions under names of their own and used again by them. */
export function caseArbitrary(depth = 3): fc.Arbitrary<Case> {
  return fc.noShrink(fc.integer({ min: 1, max: 2 ** 30 })).map((seed) => makeCase(randomOf(seed), depth));
}

/** A generator of numbers below a bound. */
type Random = (below: number) => number;

function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function makeCase(random: Random, depth: number): Case {
  const defined: Named[] = [];
  return make(depth);

  function make(left: number): Named {
    const kinds = Object.keys(PRIMITIVES);
    const all =
      left > 0 ? [...kinds, "enum", "fixed", "array", "map", "record", "record", "union", "union", "again"] : kinds;
    const kind = all[random(all.length)] as string;
    const name = `N${defined.length}`;
    switch (kind) {
      case "enum":
        return define({
          schema: { type: "enum", name, symbols: ["A", "B", "C"] },
          value: fc.constantFrom("A", "B", "C"),
          kind,
          name,
        });
      case "fixed": {
        const size = random(20);
        const value = fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes));
        return define({ schema: { type: "fixed", name, size }, value, kind, name });
      }
      case "array": {
        const items = make(left - 1);
        return {
          schema: { type: "array", items: items.schema },
          value: fc.array(items.value, { maxLength: 5 }),
          kind,
          name: kind,
        };
      }
      case "map": {
        const values = make(left - 1);
        const value = fc.dictionary(
          fc.string({ maxLength: 20 }).filter((key) => key !== "__proto__"),
          values.value,
          { maxKeys: 5, noNullPrototype: true },
        );
        return { schema: { type: "map", values: values.schema }, value, kind, name: kind };
      }
      case "record":
        return record(left);
      case "union":
        return union(left);
      case "again": {
        const named = defined[random(defined.length)];
        return named === undefined ? primitive("string") : { ...named, schema: named.name };
      }
      default:
        return primitive(kind);
    }
  }

  function define(named: Named): Named {
    defined.push(named);
    return named;
  }

  function primitive(kind: string): Named {
    return { schema: kind, value: PRIMITIVES[kind] as fc.Arbitrary<unknown>, kind, name: kind };
  }

  function record(left: number): Named {
    const name = `R${random(2 ** 30)}`;
    const fields = Array.from({ length: random(6) }, (_, i) => ({ name: `f${i}`, ...rest(make(left - 1)) }));
    const value = fc.record(Object.fromEntries(fields.map((field) => [field.name, field.value])), {
      noNullPrototype: true,
    });
    const schema = { type: "record", name, fields: fields.map((field) => ({ name: field.name, type: field.schema })) };
    return define({ schema, value, kind: "record", name });
  }

  function rest({ schema, value }: Case): Case {
    return { schema, value };
  }

  function union(left: number): Named {
    const branches: Named[] = [];
    for (let i = 0; i < 2 + random(3); i++) {
      const before = defined.length;
      const branch = make(left - 1);
      if (branch.kind !== "union" && branches.every(({ name }) => name !== branch.name)) branches.push(branch);
      // What is left out defines nothing.
      else defined.length = before;
    }
    if (branches.length === 0) return primitive("int");
    const buckets = branches.filter(({ kind }) => kind !== "null").map(({ kind }) => BUCKETS[kind]);
    const tagged = new Set(buckets).size < buckets.length;
    const values = branches.map((branch) =>
      tagged && branch.kind !== "null" ? branch.value.map((value) => ({ [branch.name]: value })) : branch.value,
    );
    return { schema: branches.map(({ schema }) => schema), value: fc.oneof(...values), kind: "union", name: "union" };
  }
}
