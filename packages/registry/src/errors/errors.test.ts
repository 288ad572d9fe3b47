import { describe, expect, it } from "vitest";
import {
  DeserializationError,
  IncompatibleSchemaError,
  MagicbyteError,
  ResponseError,
  SchemaNotLoadedError,
  SchemaReferenceError,
  SerializationError,
  TransportError,
  UsageError,
  WireFormatError,
} from "../index.js";
import { describeIssues, describeValue } from "./value-issue.js";

const all = [
  [new TransportError("t", { reason: "network" }), TransportError, "MAGICBYTE_TRANSPORT"],
  [new ResponseError("r", { method: "GET", url: "/", status: 500 }), ResponseError, "MAGICBYTE_RESPONSE"],
  [
    new IncompatibleSchemaError("i", { subject: "s", issues: [] }),
    IncompatibleSchemaError,
    "MAGICBYTE_INCOMPATIBLE_SCHEMA",
  ],
  [new WireFormatError("empty", "w", ""), WireFormatError, "MAGICBYTE_WIRE_FORMAT"],
  [new SchemaNotLoadedError(7), SchemaNotLoadedError, "MAGICBYTE_SCHEMA_NOT_LOADED"],
  [
    new SchemaReferenceError("c", { reason: "cycle", reference: "r", chain: [] }),
    SchemaReferenceError,
    "MAGICBYTE_SCHEMA_REFERENCE",
  ],
  [new SerializationError("s"), SerializationError, "MAGICBYTE_SERIALIZATION"],
  [new DeserializationError("d"), DeserializationError, "MAGICBYTE_DESERIALIZATION"],
  [new UsageError("u"), UsageError, "MAGICBYTE_USAGE"],
] as const;

describe("peer failure 14: every error has a name, a code and a class that can be imported", () => {
  it.each(all)("%o", (error, ownClass, code) => {
    expect(error).toBeInstanceOf(ownClass);
    expect(error).toBeInstanceOf(MagicbyteError);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code]).toEqual([ownClass.name, code]);
    expect(error.stack).toContain(`${ownClass.name}: ${error.message}`);
    for (const [other, otherClass] of all) expect(other instanceof ownClass).toBe(otherClass === ownClass);
  });

  it("keeps the cause", () => {
    const cause = new Error("why");
    expect(new TransportError("t", { reason: "network", cause }).cause).toBe(cause);
    expect("cause" in new TransportError("t", { reason: "network" })).toBe(false);
  });

  it.each([null, undefined, 1, "x", {}, new Error("x"), Object.create(null)])("%o is none", (value) => {
    expect((value as unknown) instanceof MagicbyteError).toBe(false);
  });

  it("compares a class that a user derives as usual", () => {
    class MyError extends UsageError {}
    expect(new MyError("mine")).toBeInstanceOf(MyError);
    expect(new MyError("mine")).toBeInstanceOf(UsageError);
    expect(new UsageError("not mine")).not.toBeInstanceOf(MyError);
  });
});

describe("values in errors", () => {
  it.each([
    ["a secret of 22 letters!", "string(23)"],
    [[1, 2], "array(2)"],
    [{ a: 1 }, "object(1)"],
    [Buffer.from("abc"), "bytes(3)"],
    [new Date(), "Date"],
    [null, "null"],
    [undefined, "undefined"],
    [12, "number"],
    [12n, "bigint"],
    [Number.NaN, "number(not finite)"],
    [true, "boolean"],
    [() => 1, "function"],
  ])("%o is shown as %s", (value, shown) => {
    expect(describeValue(value)).toBe(shown);
  });

  it("names the first few places", () => {
    const issue = { path: "a", expected: "int", actual: "string(3)" };
    expect(describeIssues([issue])).toBe("a: expected int, got string(3)");
    expect(describeIssues([{ ...issue, path: "" }])).toBe("value: expected int, got string(3)");
    expect(describeIssues([issue, issue, issue], 2)).toBe(
      "a: expected int, got string(3); a: expected int, got string(3); and 1 more",
    );
  });

  it("are located once, by the first who knows the place", () => {
    const inner = SerializationError.forIssues([{ path: "a", expected: "int", actual: "null" }]);
    const placed = SerializationError.from(inner, {
      topic: "orders",
      part: "value",
      subject: "orders-value",
      index: 3,
    });
    expect(placed.message).toBe('value for topic "orders" at index 3 does not serialize: a: expected int, got null');
    expect(placed).toMatchObject({ path: "a", expected: "int", index: 3, subject: "orders-value", topic: "orders" });
    expect(SerializationError.from(placed, { topic: "other", part: "key" })).toBe(placed);
  });
});
