import type { DescMessage } from "@bufbuild/protobuf";
import { DeserializationError } from "@magicbyte/registry/serde";
import { describe, expect, it } from "vitest";
import { ListsSchema, MapsSchema, ScalarsSchema, TreeSchema } from "../test/gen/all_pb.js";
import { OldSchema } from "../test/gen/old_pb.js";
import { messageDecoder } from "./codec/message-decoder.js";

const decode = (desc: DescMessage, bytes: Buffer) => messageDecoder(desc, true).decode(bytes, 0);

/** As many nested messages, each the only child of the one around it, as go into some bytes. */
function nested(depth: number, open: (inner: Buffer) => Buffer): Buffer {
  let bytes: Buffer = Buffer.alloc(0);
  for (let i = 0; i < depth; i++) bytes = open(bytes);
  return bytes;
}

function delimited(tag: number, inner: Buffer): Buffer {
  const length: number[] = [];
  let rest = inner.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([tag, ...length, rest]), inner]);
}

describe("bytes that mean harm", () => {
  it.each([
    ["a text of 2 GB", ScalarsSchema, "72ffffffff07"],
    ["bytes of 2 GB", ScalarsSchema, "7affffffff07"],
    ["a packed list of 2 GB", ListsSchema, "1affffffff07"],
    ["a packed list of doubles of 2 GB", ListsSchema, "0affffffff07"],
    ["a packed list of bools of 2 GB", ListsSchema, "6affffffff07"],
    ["a map's entry of 2 GB", MapsSchema, "0affffffff07"],
    ["a message of 2 GB", TreeSchema, "12ffffffff07"],
    ["an unknown field of 2 GB", ScalarsSchema, "fa01ffffffff07"],
    ["a group that does not end", OldSchema, "43"],
    ["a group that another one ends", OldSchema, "434c"],
    ["a field with the number 0", ScalarsSchema, "00"],
    ["a varint that does not end", ScalarsSchema, `18${"ff".repeat(20)}`],
    ["a text that is no UTF-8", ScalarsSchema, "7202fffe"],
    ["a value that is cut off", ScalarsSchema, "0900"],
  ])("are an error, and nothing is allocated for them: %s", (_, desc, hex) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decode(desc, Buffer.from(hex, "hex"))).toThrow(DeserializationError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it.each([
    ["messages", TreeSchema, (inner: Buffer) => delimited(0x12, inner)],
    [
      "groups that are not known",
      ScalarsSchema,
      (inner: Buffer) => Buffer.concat([Buffer.from("a306", "hex"), inner, Buffer.from("a406", "hex")]),
    ],
  ])("are an error where they are nested deeply: %s", (_, desc, open) => {
    expect(decode(desc, nested(90, open)).$typeName).toBe(desc.typeName);
    expect(() => decode(desc, nested(5_000, open))).toThrow(DeserializationError);
  });

  it("do not reach the prototype of a map", () => {
    const entry = delimited(
      0x0a,
      Buffer.concat([delimited(0x0a, Buffer.from("__proto__")), delimited(0x12, Buffer.from("x"))]),
    );
    const message = decode(MapsSchema, entry) as unknown as { readonly strings: object };
    expect(Object.getPrototypeOf(message.strings)).toBe(Object.prototype);
    expect(Object.keys(message.strings)).toEqual(["__proto__"]);
  });

  it("cost no more than their length: a megabyte of empty items", () => {
    const bytes = Buffer.alloc(1 << 20, Buffer.from("1200", "hex"));
    expect((decode(TreeSchema, bytes) as unknown as { readonly children: unknown[] }).children).toHaveLength(1 << 19);
  });
});
