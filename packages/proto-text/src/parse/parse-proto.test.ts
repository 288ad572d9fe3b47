import { describe, expect, it } from "vitest";
import { ProtoSyntaxError } from "../proto-syntax-error.js";
import { parseProto } from "./parse-proto.js";

const errorOf = (text: string): ProtoSyntaxError => {
  try {
    parseProto(text);
  } catch (error) {
    if (error instanceof ProtoSyntaxError) return error;
    throw error;
  }
  throw new Error(`no error: ${text}`);
};

const p3 = 'syntax = "proto3";\n';

describe("errors", () => {
  it.each([
    ['syntax = "proto4";', 1, 1, "unexpected syntax: proto4"],
    ['message M {}\nsyntax = "proto3";', 2, 1, "'syntax' must be the first declaration"],
    ['edition = "2023";', 1, 1, "editions are not supported"],
    [`${p3}message M {\n  string a 1;\n}`, 3, 12, "expected '=' but was '1'"],
    [`${p3}message M {\n  string a = x;\n}`, 3, 14, "expected an integer but was x"],
    [`${p3}message M {\n  string a = 99999999999;\n}`, 3, 14, "expected an integer but was 99999999999"],
    [`${p3}message M {\n  string 1a = 1;\n}`, 3, 10, "cannot start with a digit"],
    [`${p3}message M {\n  required string a = 1;\n}`, 3, 3, "no 'required' fields"],
    [`${p3}message M {\n  repeated map<string, string> a = 1;\n}`, 3, 3, "a map cannot have a label"],
    ["message M {\n  string a = 1;\n}", 2, 3, "a field of proto2 begins with a label"],
    [`${p3}message M {\n  string a = 1; /* c */ string b = 2;\n}`, 3, 25, "no syntax may follow a trailing comment"],
    [`${p3}message M {\n  string a = 1;`, 3, 16, "unexpected end of file"],
    [`${p3}message M {}\nmessage M {}`, 3, 1, "M is already defined at line 2, column 1"],
    [`${p3}message M { reserved 1 until 3; }`, 2, 24, "expected 'to'"],
    [`${p3}option a = "x`, 2, 12, "unterminated string"],
    [`${p3}/* never closed`, 2, 1, "unterminated comment"],
    [`${p3}import file "a";`, 2, 8, "unexpected 'file'"],
    [`${p3}service S { rpc A (B) (C); }`, 2, 23, "expected 'returns'"],
    [`${p3}rpc A (B) returns (C);`, 2, 1, "unexpected 'rpc'"],
  ])("%j stops at line %i, column %i", (text, line, column, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.position).toEqual({ line, column });
    expect(error.code).toBe("MAGICBYTE_PROTO_SYNTAX");
  });

  it("says what was expected", () => {
    expect(errorOf('syntax = "proto4";').expected).toBe('"proto2" or "proto3"');
  });
});

describe("what stands in the file", () => {
  it("keeps positions", () => {
    const [message] = parseProto(`${p3}\nmessage M {\n  string a = 1; // why\n  /* and */ int32 b = 2;\n}`).types;
    expect(message?.position).toEqual({ line: 3, column: 1 });
    const fields = message?.kind === "message" ? message.fields.map((field) => field.position) : [];
    expect(fields).toEqual([
      { line: 4, column: 3 },
      { line: 5, column: 13 },
    ]);
  });

  it.each([
    ["a/./b//c.proto", "a/b/c.proto"],
    ["a\\\\b.proto", "a/b.proto"],
    ["/a.proto", "/a.proto"],
  ])("cleans the import %j", (written, path) => {
    expect(parseProto(`import "${written}";`).imports.map((one) => one.path)).toEqual([path]);
  });

  it("resolves escapes", () => {
    const [option] = parseProto(String.raw`option a = "\x41\101\n\"\q" 'b';`).options;
    expect(option?.value).toEqual({ kind: "string", text: 'AA\n"qb' });
  });
});
