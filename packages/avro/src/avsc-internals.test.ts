import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { decode, encode } from "../test/codec.js";
import { type AvscRecord, compileWithAvsc } from "./codec/avsc-records.js";
import { StringNode } from "./codec/bytes-nodes.js";
import { BigLongNode } from "./codec/number-nodes.js";
import { avro } from "./index.js";
import { ReadTap } from "./tap/read-tap.js";
import { WriteTap } from "./tap/write-tap.js";

const require = createRequire(import.meta.url);

/** What this package relies on and avsc promises nobody. A new version of avsc goes through here first. */
describe("what avsc makes of records", () => {
  const fields = [
    { name: "id", type: new BigLongNode() },
    { name: "text", type: new StringNode(), default: "none" },
  ];
  const record = compileWithAvsc(fields) as AvscRecord;

  it("is of the version that was looked into", () => {
    expect((require("avsc/package.json") as { version: string }).version).toBe("5.7.9");
  });

  it("calls our nodes with our taps, and puts in defaults with writeBinary", () => {
    const tap = new WriteTap(Buffer.alloc(20));
    const writeBinary = vi.spyOn(tap, "writeBinary");
    record._write(tap, { id: 2n ** 62n });
    const bytes = tap.buf.subarray(0, tap.pos);
    expect(bytes.toString("hex")).toBe("80808080808080808001" + "086e6f6e65");
    expect(writeBinary).toHaveBeenCalledWith("\bnone", 5);
    const read = new ReadTap();
    read.open(bytes, 0);
    const value = record._read(read);
    expect(value).toStrictEqual({ id: 2n ** 62n, text: "none" });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    read.open(bytes, 0);
    record._skip(read);
    expect(read.pos).toBe(bytes.length);
  });

  it("has functions that work without `this`, made of source text and not of loops", () => {
    for (const name of ["_read", "_write", "_skip"] as const) {
      expect(Object.hasOwn(record, name)).toBe(true);
      expect(record[name].toString()).not.toMatch(/this|for/);
    }
  });

  it("resolves a record with another whose nodes read the reader's values already", () => {
    const writer = compileWithAvsc([
      { name: "skipped0", type: new StringNode() },
      { name: "id", type: new BigLongNode() },
    ]) as AvscRecord;
    const resolver: { _read: AvscRecord["_read"] | null } = { _read: null };
    record._update(resolver, writer, {});
    const tap = new ReadTap();
    tap.open(Buffer.from("027802", "hex"), 0);
    expect(resolver._read?.(tap)).toStrictEqual({ id: 1n, text: "none" });
  });
});

describe("where no code may be made of text", () => {
  it("records are read and written all the same", () => {
    const R = avro({
      type: "record",
      name: "R",
      fields: [
        { name: "a", type: "string" },
        { name: "b", type: ["null", "R"], default: null },
      ],
    });
    vi.stubGlobal(
      "Function",
      class {
        constructor() {
          throw new EvalError("Code generation from strings disallowed for this context");
        }
      },
    );
    try {
      const bytes = encode(R, { a: "x", b: { a: "y" } });
      expect(bytes.toString("hex")).toBe("0278" + "02" + "0279" + "00");
      expect(decode(R, bytes)).toEqual({ a: "x", b: { a: "y", b: null } });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("avsc throws the error that is waited for", () => {
    const script = `
      const { builtins } = require(${JSON.stringify(require.resolve("avsc/lib/types.js"))});
      try { new builtins.RecordType({ type: "record", name: "R", fields: [] }, {}); }
      catch (error) { console.log(error instanceof EvalError); }`;
    const args = ["--disallow-code-generation-from-strings", "-e", script];
    expect(execFileSync(process.execPath, args, { cwd: fileURLToPath(new URL(".", import.meta.url)) }).toString()).toBe(
      "true\n",
    );
  });
});
