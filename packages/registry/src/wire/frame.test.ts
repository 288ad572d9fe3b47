import { describe, expect, it } from "vitest";
import { bytesOf } from "../../test/vectors.js";
import { readFrame, readMessageIndexes, readSchemaId, WireFormatError, writeIdFrame } from "../wire.js";

function failureOf(read: () => unknown): WireFormatError {
  try {
    read();
  } catch (error) {
    if (error instanceof WireFormatError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("readFrame", () => {
  it.each([
    ["", "empty", "", "the message is empty: it is shorter than a frame (magic byte and schema id)"],
    [
      "0000",
      "truncated",
      "0000",
      "the frame is truncated: its schema id needs 5 bytes with the magic byte, there are 2",
    ],
    ["01ff", "truncated", "01ff", "the frame is truncated: its GUID needs 17 bytes with the magic byte, there are 2"],
    [
      "7b2270617373776f7264223a22736563726574227d",
      "unknown-magic-byte",
      "7b",
      "unknown magic byte 0x7b (plain JSON?): not the Confluent wire format, which begins with 0x00 (schema id) or 0x01 (GUID)",
    ],
    [
      "4f626a0100000000",
      "unknown-magic-byte",
      "4f",
      "unknown magic byte 0x4f (an Avro container file?): not the Confluent wire format, which begins with 0x00 (schema id) or 0x01 (GUID)",
    ],
    [
      "00ffffffff0102",
      "bad-schema-id",
      "00ffffffff",
      "schema id -1 is negative: no registry gives out such an id, so this is not the Confluent wire format",
    ],
  ])("%s is %s", (hex, reason, header, message) => {
    const error = failureOf(() => readFrame(bytesOf(hex)));
    expect(error).toMatchObject({
      name: "WireFormatError",
      code: "MAGICBYTE_WIRE_FORMAT",
      kind: "bad-data",
      reason,
      header,
      message,
    });
  });

  it("reads a Uint8Array at an offset, and copies nothing", () => {
    const bytes = Uint8Array.from([9, 9, 0, 0, 0, 1, 2, 42]);
    expect(readFrame(bytes, 2)).toEqual({ schemaId: 258, payloadOffset: 7 });
    expect(readSchemaId(bytes, 2)).toBe(258);
  });

  it("never shows the payload of what is not framed", () => {
    const error = failureOf(() => readFrame(Buffer.from('{"password":"hunter2"}')));
    expect(`${error.message} ${error.header}`).not.toContain("hunter2");
    expect(error.header).toBe("7b");
  });
});

describe("writeIdFrame", () => {
  it("writes in front of a payload that is there already", () => {
    const target = Buffer.from("........payload");
    expect(writeIdFrame(target, 3, 0x7fffffff)).toBe(8);
    expect(target.subarray(3).toString("latin1")).toBe("\x00\x7f\xff\xff\xffpayload");
  });
});

describe("readMessageIndexes", () => {
  it.each([
    ["0000000001", "truncated", "the Protobuf message indexes are missing: the frame ends behind the schema"],
    ["000000000106", "truncated", "the Protobuf message indexes are cut off"],
    ["00000000010680", "truncated", "the Protobuf message indexes are cut off"],
    [
      "000000000101",
      "bad-message-indexes",
      "the Protobuf message indexes are wrong: a path of -1 message indexes cannot be right. Was the message written without them?",
    ],
    [
      "0000000001feffffff0f",
      "bad-message-indexes",
      "the Protobuf message indexes are wrong: a path of 2147483647 message indexes cannot be right. Was the message written without them?",
    ],
    [
      "00000000010201",
      "bad-message-indexes",
      "the Protobuf message indexes are wrong: message index -1 is negative. Was the message written without them?",
    ],
    [
      "0000000001ffffffffffff",
      "bad-message-indexes",
      "the Protobuf message indexes are wrong: a message index is longer than five bytes. Was the message written without them?",
    ],
  ])("%s is %s", (hex, reason, message) => {
    expect(failureOf(() => readMessageIndexes(bytesOf(hex), 5))).toMatchObject({ reason, message });
  });
});
