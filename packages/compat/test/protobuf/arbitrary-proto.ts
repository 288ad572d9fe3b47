import fc from "fast-check";

const scalars = ["int32", "string", "bytes", "bool", "double", "sint64", "map<string, int32>"];
const names = ["a", "b", "__proto__", "constructor", "message", "M0", "x_1"];

const option = fc.constantFrom(
  "",
  " [deprecated = true]",
  ' [(x).y = { a: 1, a: "b", c { d: [1, 2] } }]',
  ' [json_name = "j"]',
);

const fields = fc.uniqueArray(
  fc.record({ tag: fc.integer({ min: 1, max: 50 }), type: fc.constantFrom(...scalars, "M0"), option }),
  { selector: (field) => field.tag, maxLength: 6 },
);

const line = ({ tag, type, option: bracketed }: { tag: number; type: string; option: string }): string =>
  `${type} f${tag} = ${tag}${bracketed};`;

const message = fc
  .record({ fields, members: fields, nested: fc.constantFrom(...names), reserved: fc.boolean(), oneof: fc.boolean() })
  .map(({ fields: own, members, nested, reserved, oneof }) => {
    const taken = new Set(own.map((field) => field.tag));
    const free = members.filter((field) => !taken.has(field.tag) && !field.type.startsWith("map<"));
    return [
      ...own.map(line),
      oneof && free.length > 0 ? `oneof choice { ${free.map(line).join(" ")} }` : "",
      `message N_${nested} { repeated N_${nested} self = 1; } enum E { ZERO = 0; ONE = 1; }`,
      reserved ? 'reserved 60, 70 to max, "gone"; ' : "",
    ].join("\n  ");
  });

/** Texts of valid files; those of one run differ as versions of one schema do. */
export const protoText: fc.Arbitrary<string> = fc
  .record({ messages: fc.array(message, { minLength: 1, maxLength: 3 }), pkg: fc.constantFrom("", "package p.q;\n") })
  .map(
    ({ messages, pkg }) =>
      `syntax = "proto3";\n${pkg}${messages.map((body, index) => `message M${index} {\n  ${body}\n}\n`).join("")}`,
  );
