import { expect, it } from "vitest";
import { issuesOf, write } from "../test/codec.js";
import { compileSchema } from "./compile-schema.js";
import { jsonSchemaFrom } from "./json-schema.js";
import { validationSettings } from "./validation-settings.js";

const codeOf = (schema: object) =>
  compileSchema(
    { schema: JSON.stringify(schema), dependencies: [] },
    validationSettings({}),
    "fast",
  ).validate.toString();

it.each([{ type: "integer" }, { type: ["integer", "null"] }, { properties: { a: { type: "integer" } } }])(
  "Ajv's code still has what is replaced: %j",
  (schema) => {
    const code = codeOf(schema);
    expect(code).toContain("Number.isInteger(");
    expect(code).not.toContain("% 1");
  },
);

it("leaves schemas alone whose texts look like code", () => {
  const text = "(!(data0 % 1) && !isNaN(data0))";
  const schema = jsonSchemaFrom({ properties: { a: { const: text }, n: { type: "integer" } } });
  expect(write(schema, { a: text, n: 1 })).toBe(JSON.stringify({ a: text, n: 1 }));
  expect(issuesOf(() => write(schema, { n: 1.5 }))).toEqual(["n: integer, number"]);
});
