import { UsageError } from "@magicbyte/registry";
import { describe, expect, it } from "vitest";
import { created, deleted, order } from "../../test/schemas.js";
import { defineTopic, none, nullable, oneOf, type Part, utf8 } from "../index.js";

describe("defineTopic", () => {
  it.each<[string, { key?: Part; value: Part }]>([
    ["schemas", { key: order, value: order }],
    ["several schemas", { value: oneOf({ created, deleted }) }],
    ["codecs", { key: utf8, value: utf8 }],
    ["what may be null", { key: nullable(utf8), value: nullable(order) }],
    ["nothing", { key: none, value: none }],
    ["a codec of the caller's own", { value: { name: "own", encode: () => Buffer.alloc(0), decode: () => 1 } }],
  ])("takes %s", (_what, parts) => {
    expect(defineTopic("orders", parts)).toMatchObject({ name: "orders", ...parts, headers: {} });
  });

  it.each(["", ".", "..", "with space", "ä", "a/b", "x".repeat(250), undefined])("refuses the name %j", (name) => {
    const define = () => defineTopic(name as string, { value: utf8 });
    expect(define).toThrow(UsageError);
    expect(define).toThrow(/topic name/);
  });

  it.each([
    ["value", { value: undefined }],
    ["value", { value: "string" }],
    ["value", { value: {} }],
    ["value", { value: { name: "half", encode: () => Buffer.alloc(0) } }],
    ["value", { value: { nullable: {} } }],
    ["key", { key: 1, value: utf8 }],
  ])("refuses a %s that is none: %j", (part, parts) => {
    const define = () => defineTopic("orders", parts as never);
    expect(define).toThrow(UsageError);
    expect(define).toThrow(`\`${part}\` must be a schema`);
  });
});

describe("nullable", () => {
  it.each([
    ["nullable", nullable(utf8)],
    ["none", none],
    ["nothing at all", undefined],
  ])("refuses %s", (_what, content) => {
    expect(() => nullable(content as never)).toThrow(UsageError);
  });
});
