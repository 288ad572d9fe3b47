import { createSerializer, DeserializationError, type IncomingMessage, WireFormatError } from "@magicbyte/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { order } from "../../test/schemas.js";
import { int32, none, nullable, type Part, utf8 } from "../index.js";
import { createPartReader } from "./part-reader.js";
import { readHeaders } from "./read-headers.js";

let bed: Bed;
let framed: Buffer;
beforeAll(async () => {
  bed = await startBed();
  const serializer = createSerializer({ client: bed.client, schema: order });
  framed = await serializer.serialize({ id: "a", quantity: 1 }, { topic: "orders" });
});
afterAll(() => bed.close());

async function read(part: Part, ...all: (Buffer | null)[]) {
  const reader = createPartReader(part, { client: bed.client, part: "value" });
  const messages: IncomingMessage[] = all.map((bytes) => ({ bytes }));
  expect((await reader.prefetch(messages)).size).toBe(0);
  return { reader, outcomes: await reader.decodeAll(messages) };
}

const value = { id: "a", quantity: 1, note: null };

describe("a part", () => {
  it("that is a schema is read with it, each message for itself", async () => {
    const { reader, outcomes } = await read(order, framed, Buffer.from("{}"), framed);
    expect(outcomes).toEqual([
      { ok: true, value },
      { ok: false, error: expect.any(WireFormatError) },
      { ok: true, value },
    ]);
    expect(reader.schemaOf({ bytes: framed })).toMatchObject({ id: 1 });
    expect(reader.schemaOf({ bytes: null })).toBeUndefined();
  });

  it("that is a codec needs no schema", async () => {
    const { reader, outcomes } = await read(int32, Buffer.from([0, 0, 0, 1]), Buffer.from([1]));
    expect(outcomes).toMatchObject([
      { ok: true, value: 1 },
      { ok: false, error: { kind: "bad-data" } },
    ]);
    expect(reader.schemaOf({ bytes: framed })).toBeUndefined();
  });

  it.each<[string, Part]>([
    ["a schema", order],
    ["a codec", utf8],
  ])("that is %s is null only where it is nullable", async (_what, part) => {
    expect((await read(nullable(part as never), null)).outcomes).toEqual([{ ok: true, value: null }]);
    const [outcome] = (await read(part, null)).outcomes;
    expect(outcome).toEqual({ ok: false, error: expect.any(DeserializationError) });
    expect(outcome).toMatchObject({ error: { kind: "bad-data", message: expect.stringContaining("nullable(...)") } });
  });

  it("that is none is null, whatever stands there", async () => {
    expect((await read(none, null, Buffer.from([1]))).outcomes).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
  });
});

describe("headers", () => {
  const codecs = { attempt: int32, trace: utf8 };

  it("are decoded where they are declared, the last one counting", () => {
    const raw = { attempt: [Buffer.from([0]), Buffer.from([0, 0, 0, 2])], trace: null, other: Buffer.from([9]) };
    expect(readHeaders(codecs, raw)).toEqual({ attempt: 2, other: Buffer.from([9]) });
    expect(raw.trace).toBeNull();
  });

  it("are passed on as they are where none is declared", () => {
    const raw = { other: Buffer.from([9]) };
    expect(readHeaders({}, raw)).toBe(raw);
  });

  it("that do not decode are bad data, and the header is named", () => {
    const decode = () => readHeaders(codecs, { attempt: Buffer.from([1]) });
    expect(decode).toThrow(DeserializationError);
    expect(decode).toThrow('the header "attempt" does not decode as int32: expected 4 bytes, got 1');
  });
});
