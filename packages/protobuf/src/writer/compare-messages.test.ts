import { describe, expect, it } from "vitest";
import { writtenWith } from "../../test/resolved.js";
import { misreadFields } from "./compare-messages.js";
import { createWriterFiles } from "./writer-file.js";

const files = createWriterFiles();
const message = (fields: string) =>
  files(writtenWith(`syntax = "proto3"; ${fields} message Other { string a = 1; } enum E { Z = 0; }`)).descriptor("M");
const problems = (written: string, read: string) =>
  misreadFields(message(`message M { ${written} }`), message(`message M { ${read} }`)).map(
    ({ path, expected, actual }) => `${path}: ${expected}, ${actual}`,
  );

describe("what is written as one type and read as another", () => {
  it.each([
    ["int32 f = 1;", "int64 f = 1;"],
    ["bool f = 1;", "uint32 f = 1;"],
    ["E f = 1;", "int32 f = 1;"],
    ["sint32 f = 1;", "sint64 f = 1;"],
    ["fixed32 f = 1;", "sfixed32 f = 1;"],
    ["string f = 1;", "bytes f = 1;"],
    ["Other f = 1;", "bytes f = 1;"],
    ["string f = 1;", "repeated string f = 1;"],
    ["repeated string f = 1;", "string f = 1;"],
    ["int32 f = 1;", "repeated int32 f = 1;"],
    ["repeated int32 f = 1 [packed = false];", "int32 f = 1;"],
    ["repeated int32 f = 1 [packed = false];", "repeated int32 f = 1;"],
    ["map<string, int32> f = 1;", "map<string, int64> f = 1;"],
    ["string f = 1;", "oneof o { string f = 1; }"],
    ["string f = 1;", "int32 f = 2;"],
    ["M f = 1;", "M f = 1;"],
  ])("goes together: %s as %s", (written, read) => {
    expect(problems(written, read)).toEqual([]);
  });

  it.each([
    ["string f = 1;", "int32 f = 1;", "f: int32, string"],
    ["sint32 f = 1;", "int32 f = 1;", "f: int32, sint32"],
    ["fixed32 f = 1;", "float f = 1;", "f: float, fixed32"],
    ["fixed64 f = 1;", "int64 f = 1;", "f: int64, fixed64"],
    ["Other f = 1;", "string f = 1;", "f: string, Other"],
    ["repeated int32 f = 1;", "int32 f = 1;", "f: int32, repeated int32"],
    ["map<string, int32> f = 1;", "map<int32, int32> f = 1;", "f: map<int32, int32>, map<string, int32>"],
    ["map<string, int32> f = 1;", "map<string, string> f = 1;", "f: map<string, string>, map<string, int32>"],
    ["E f = 1;", "string f = 1;", "f: string, E"],
  ])("does not: %s as %s", (written, read, problem) => {
    expect(problems(written, read)).toEqual([problem]);
  });

  it("is looked at in nested messages, too, and in recursive ones once", () => {
    const written = "message N { int32 a = 1; M again = 2; } repeated N list = 1; map<string, N> map = 2;";
    const read = "message N { string b = 1; M again = 2; } repeated N list = 1; map<string, N> map = 2;";
    expect(problems(written, read)).toEqual(["list.b: string, int32"]);
  });
});
