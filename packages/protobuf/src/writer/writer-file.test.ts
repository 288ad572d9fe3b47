import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encodeMessageIndexes } from "@magicbyte/registry/wire";
import { describe, expect, it } from "vitest";
import { imported, writtenWith } from "../../test/resolved.js";
import { createWriterFiles } from "./writer-file.js";

type NamedMessage = { readonly message: string; readonly indexes: readonly number[]; readonly bytes: string };

const folder = new URL("../../../../../shared/vectors/", import.meta.url);
const haveVectors = existsSync(fileURLToPath(folder));
const vectors = haveVectors
  ? (JSON.parse(readFileSync(new URL("wire/wire-format.json", folder), "utf8")) as {
      readonly message_name_to_indexes: {
        readonly schema: string;
        readonly cases: readonly NamedMessage[];
        readonly map_entry_case: NamedMessage & { readonly schema: string };
      };
    })
  : undefined;
const named = vectors?.message_name_to_indexes;
const files = createWriterFiles();

describe("message indexes of a schema's text", () => {
  it.skipIf(!haveVectors)("the vectors are there (skipped: ../shared/vectors is not there)", () => {
    expect(named?.cases.length).toBeGreaterThan(5);
  });

  it.each([...(named?.cases ?? [])])("$message is $bytes", ({ message, indexes, bytes }) => {
    const file = files(writtenWith(named?.schema ?? ""));
    expect(file.messages.pathTo(message)).toEqual(indexes);
    expect(file.messageName(Buffer.from(bytes, "hex"))).toBe(message);
    expect(file.descriptor(message).typeName).toBe(message);
  });

  it.skipIf(!haveVectors)("count the entry of a map where it is written out", () => {
    const { schema = "", message = "", indexes, bytes = "" } = named?.map_entry_case ?? {};
    const file = files(writtenWith(schema));
    expect(file.messages.pathTo(message)).toEqual(indexes);
    expect(file.messageName(Buffer.from(bytes, "hex"))).toBe(message);
  });

  it("do not count the entry of a map<...>, nor enums, nor groups", () => {
    const file = files(
      writtenWith(`
        message M {
          optional group G = 1 { optional string a = 1; }
          enum E { Z = 0; }
          map<string, string> map = 2;
          message N { optional string x = 1; }
        }`),
    );
    expect(file.messages.pathTo("M.N")).toEqual([0, 0]);
    expect(file.messageName(encodeMessageIndexes([0, 0]))).toBe("M.N");
    // Descriptors have groups and entries among the nested messages, in front of it: it is found by its name.
    expect(file.descriptor("M.N").fields.map((field) => field.name)).toEqual(["x"]);
  });

  it("are those of the imported file where a file does nothing but import it publicly", () => {
    const inner = imported("inner.proto", 'syntax = "proto3"; package inner; message A {} message B {}');
    const wrapper = imported("wrapper.proto", 'syntax = "proto3"; import public "inner.proto";');
    const file = files(writtenWith('syntax = "proto3"; import public "wrapper.proto";', [inner, wrapper]));
    expect(file.messageName(encodeMessageIndexes([1]))).toBe("inner.B");
    expect(file.descriptor("inner.B").typeName).toBe("inner.B");
  });

  it("that name no message are an error, which says which there are", () => {
    const file = files(writtenWith('syntax = "proto3"; package p; message A {} message B { message C {} }'));
    expect(() => file.messageName(encodeMessageIndexes([2]))).toThrow(
      "the message indexes 2 name no message of the schema, which has p.A, p.B",
    );
    expect(() => file.messageName(encodeMessageIndexes([1, 0, 0]))).toThrow("1, 0, 0");
    expect(() => files(writtenWith('syntax = "proto3";')).messageName(Uint8Array.of(0))).toThrow("which has none");
  });
});

describe("descriptors of a schema's text", () => {
  it("are built of references, of references' references, and of what every client knows", () => {
    const a = imported(
      "a.proto",
      'syntax = "proto3"; package a; import "google/type/interval.proto"; message A { google.type.Interval i = 1; }',
    );
    const b = imported("b.proto", 'syntax = "proto3"; package b; import "a.proto"; message B { a.A a = 1; }');
    const c = imported(
      "c.proto",
      'syntax = "proto3"; package c; import "a.proto"; import "b.proto"; message C { a.A a = 1; b.B b = 2; }',
    );
    const text =
      'syntax = "proto3"; package d; import "c.proto"; import "google/protobuf/timestamp.proto"; import "b.proto"; message D { c.C c = 1; google.protobuf.Timestamp at = 2; b.B b = 3; }';
    const desc = files(writtenWith(text, [a, b, c])).descriptor("d.D");
    expect(desc.field["c"]?.message?.field["a"]?.message?.field["i"]?.message?.typeName).toBe("google.type.Interval");
    expect(desc.field["at"]?.message?.typeName).toBe("google.protobuf.Timestamp");
  });

  it("do without an import that is not there and not used", () => {
    const file = files(writtenWith('syntax = "proto3"; import "gone.proto"; message A { string x = 1; }'));
    expect(file.descriptor("A").fields).toHaveLength(1);
    const needed = files(writtenWith('syntax = "proto3"; import "gone.proto"; message A { gone.B x = 1; }'));
    expect(() => needed.descriptor("A")).toThrow("gone.B");
  });

  const protos = haveVectors ? readdirSync(new URL("protobuf/proto/", folder)) : [];
  it.each(protos)("are those of other clients' tests: %s", (name) => {
    const read = (path: string) => readFileSync(new URL(`protobuf/proto/${path}`, folder), "utf8");
    const text = read(name);
    const dependencies = text.includes('"test.proto"') ? [imported("test.proto", read("test.proto"))] : [];
    const file = files(writtenWith(text, dependencies));
    for (const message of file.messages.names) expect(file.descriptor(message).typeName).toBe(message);
    expect(file.messages.names.length).toBeGreaterThan(0);
  });
});
