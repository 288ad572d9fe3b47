import { createStubRegistry, type StubRegistry } from "@magicbyte-test/stub-registry";
import type { Schema } from "avsc";
import { describe, expect, it, vi } from "vitest";
import { avscFormat, avscSchema } from "../../test/formats/avsc-format.js";
import { jsonFormat, jsonSchema } from "../../test/formats/json-format.js";
import {
  createDeserializer,
  createRegistryClient,
  createSerializer,
  DeserializationError,
  failureKind,
  oneOf,
  SchemaNotLoadedError,
  WireFormatError,
} from "../index.js";

const first: Schema = { type: "record", name: "User", fields: [{ name: "name", type: "string" }] };
const second: Schema = {
  type: "record",
  name: "User",
  fields: [
    { name: "age", type: "int", default: 0 },
    { name: "name", type: "string" },
  ],
};
const UserV1 = avscSchema<{ name: string }>(first);
const UserV2 = avscSchema<{ name: string; age: number }>(second);
/** Schema 1, name "Ada". */
const adaV1 = Buffer.from("000000000106416461", "hex");
/** Schema 2, age 36, name "Ada". */
const adaV2 = Buffer.from("00000000024806416461", "hex");

function setUp(options: { retries?: number } = {}) {
  const stub = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: stub.transport, ...options });
  stub.state.register("users-value", { schema: JSON.stringify(first) });
  stub.state.register("users-value", { schema: JSON.stringify(second) });
  return { stub, client };
}

function pathsOf(stub: StubRegistry): string[] {
  return stub.requests.map(({ path }) => path);
}

/** How a registry that is down, or in the way, answers; and whose fault that is. */
const answers = [
  ["unknown-schema", 404, { error_code: 40403, message: "Schema 1 not found" }],
  ["outage", 404, { error_code: 404, message: "HTTP 404 Not Found" }],
  ["outage", 401, { error_code: 401, message: "Unauthorized" }],
  ["outage", 403, { error_code: 40301, message: "Forbidden" }],
  ["outage", 429, { error_code: 429, message: "Too Many Requests" }],
  ["outage", 500, { error_code: 50001, message: "store" }],
  ["outage", 503, {}],
  ["outage", 200, "a login page"],
] as const;

describe("deserialize", () => {
  it("fetches a schema it has not seen, once, and reads into the reader's schema", async () => {
    const { stub, client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const all = await Promise.all(
      Array.from({ length: 1_000 }, () => deserializer.deserialize(adaV1, { topic: "users" })),
    );
    expect(all[0]).toEqual({ name: "Ada", age: 0 });
    expect(await deserializer.deserialize(adaV2)).toEqual({ name: "Ada", age: 36 });
    expect(pathsOf(stub)).toEqual(["/schemas/ids/1", "/schemas/ids/2"]);
  });

  it("reads what was written as it was written, without a schema", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, formats: [avscFormat, jsonFormat] });
    expect(await deserializer.deserialize(adaV2)).toEqual({ name: "Ada", age: 36 });
  });

  it("peer failure 30: null stays null, and asks nothing", async () => {
    const { stub, client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    expect(await deserializer.deserialize(null, { topic: "users" })).toBeNull();
    expect(deserializer.decode(null)).toBeNull();
    expect(await deserializer.prefetch([null])).toEqual(new Map());
    expect(stub.requests).toEqual([]);
  });

  it.each(["", "00", '{"name":"Ada"}', "\x00\x00\x00"])(
    "peer failure 29, 32: %j is not framed: an error that says so, no request",
    async (text) => {
      const { stub, client } = setUp();
      const deserializer = createDeserializer({ client, schema: UserV2 });
      await expect(deserializer.deserialize(Buffer.from(text), { topic: "users" })).rejects.toThrow(WireFormatError);
      expect(() => deserializer.decode(Buffer.from(text))).toThrow(WireFormatError);
      expect(stub.requests).toEqual([]);
    },
  );

  it("says where the message was, and what is wrong with it", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const place = { topic: "users", partition: 3, offset: "42" };
    const failure = await deserializer.deserialize(adaV1.subarray(0, 7), place).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DeserializationError);
    expect(failure).toMatchObject({
      message: "users[3]@42: the message does not decode with schema 1: the payload ends too early",
      kind: "bad-data",
      schemaId: 1,
      ...place,
    });
  });

  it.each(answers)("peer failure 34: it is %s when the registry answers %i %o", async (kind, status, json) => {
    const { stub, client } = setUp({ retries: 0 });
    stub.intercept(() => ({ status, json }));
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const failure = await deserializer.deserialize(adaV1, { topic: "users" }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "MAGICBYTE_DESERIALIZATION", kind, schemaId: 1, topic: "users" });
    expect(failureKind(failure)).toBe(kind);
    stub.intercept(() => undefined);
    client.clear();
    expect(await deserializer.deserialize(adaV1)).toEqual({ name: "Ada", age: 0 });
  });

  it("is an outage when nobody answers", async () => {
    const client = createRegistryClient({ baseUrl: "http://127.0.0.1:1", retries: 0 });
    const failure = await createDeserializer({ client, schema: UserV2 })
      .deserialize(adaV1)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "outage", cause: { code: "MAGICBYTE_TRANSPORT" } });
    await client.close();
  });

  it("is bad data when the writer's schema does not go with the reader's", async () => {
    const { client, stub } = setUp();
    const { id } = stub.state.register("users-value", { schema: '"string"' });
    const bytes = Buffer.from(`00000000${id.toString(16).padStart(2, "0")}06416461`, "hex");
    const failure = await createDeserializer({ client, schema: UserV2 })
      .deserialize(bytes)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "bad-data", schemaId: id });
  });

  it("is bad data when the schema is of another type, and says what to do", async () => {
    const { client, stub } = setUp();
    stub.state.register("x", { schema: "{}", schemaType: "JSON" });
    const bytes = Buffer.from("00000000037b7d", "hex");
    await expect(createDeserializer({ client, schema: UserV2 }).deserialize(bytes)).rejects.toThrow(
      "schema 3 cannot be used to read messages: it is of type JSON, and the reader's schema of type AVRO",
    );
    await expect(createDeserializer({ client, formats: [avscFormat] }).deserialize(bytes)).rejects.toThrow(
      "schema 3 cannot be used to read messages: it is of type JSON, and `formats` has AVRO: add that format to read it",
    );
  });
});

describe("prefetch and decode", () => {
  it("loads each schema of a batch once, and decodes without waiting", async () => {
    const { stub, client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    expect(
      await deserializer.prefetch([adaV1, { bytes: adaV2, headers: {} }, adaV1, null, Buffer.from("junk")]),
    ).toEqual(new Map());
    expect(pathsOf(stub)).toEqual(["/schemas/ids/1", "/schemas/ids/2"]);
    expect(deserializer.decode(adaV1)).toEqual({ name: "Ada", age: 0 });
    expect(deserializer.decode(adaV2, { some: "header" })).toEqual({ name: "Ada", age: 36 });
    await deserializer.prefetch([adaV1, adaV2]);
    expect(stub.requests).toHaveLength(2);
    expect(deserializer.schemaOf(adaV2)).toMatchObject({ id: 2, schemaType: "AVRO" });
    expect(deserializer.schemaOf(Buffer.from("junk"))).toBeUndefined();
  });

  it("peer failure 17: builds the resolver of a reader and a writer once", async () => {
    const { client } = setUp();
    const decoder = vi.fn(UserV2.decoder);
    const deserializer = createDeserializer({ client, schema: { ...UserV2, decoder } });
    await deserializer.prefetch([adaV1, adaV2]);
    for (let i = 0; i < 1_000; i++) deserializer.decode(i % 2 === 0 ? adaV1 : adaV2);
    expect(decoder).toHaveBeenCalledTimes(2);
  });

  it("peer failure 1: loads cold schemas side by side, and one that hangs delays no other", async () => {
    const { stub, client } = setUp();
    let release = () => {};
    const hung = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    stub.intercept(({ path }) => (path === "/schemas/ids/1" ? hung : undefined));
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const waiting = deserializer.deserialize(adaV1);
    expect(await deserializer.deserialize(adaV2)).toEqual({ name: "Ada", age: 36 });
    release();
    expect(await waiting).toEqual({ name: "Ada", age: 0 });
  });

  it("gives each schema's failure by its id, and throws it when decoding", async () => {
    const { stub, client } = setUp({ retries: 0 });
    stub.intercept(({ path }) => (path.endsWith("/2") ? { status: 500, json: {} } : undefined));
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const unknown = Buffer.from("0000000009", "hex");
    const failures = await deserializer.prefetch([adaV1, adaV2, unknown]);
    expect([...failures].map(([id, { kind }]) => [id, kind])).toEqual([
      [2, "outage"],
      [9, "unknown-schema"],
    ]);
    expect(deserializer.decode(adaV1)).toEqual({ name: "Ada", age: 0 });
    expect(() => deserializer.decode(adaV2)).toThrow(failures.get(2));
    expect(() => deserializer.decode(unknown)).toThrow(failures.get(9));
    stub.intercept(() => undefined);
    expect([...(await deserializer.prefetch([adaV2, unknown])).keys()]).toEqual([9]);
    expect(deserializer.decode(adaV2)).toEqual({ name: "Ada", age: 36 });
  });

  it("peer failure 11: asks about an unknown id once in a while, not for every message", async () => {
    const { stub, client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const unknown = Buffer.from("0000000009", "hex");
    for (let i = 0; i < 50; i++) await deserializer.prefetch([unknown]);
    expect(stub.requests).toHaveLength(1);
  });

  it("says that a schema is not loaded", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    expect(() => deserializer.decode(adaV1)).toThrow(SchemaNotLoadedError);
    expect(() => deserializer.decode(adaV1)).toThrow(
      "schema 1 is not loaded: await deserializer.prefetch(messages) before decode(), or use deserialize()",
    );
  });

  it("reads a Uint8Array that is no Buffer", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    const within = Uint8Array.from([9, 9, ...adaV1]).subarray(2);
    expect(await deserializer.deserialize(within)).toEqual({ name: "Ada", age: 0 });
  });

  it("gives the outcome of each message of a batch", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    await deserializer.prefetch([adaV1]);
    expect(
      deserializer.decodeAll([{ bytes: adaV1 }, { bytes: null }, { bytes: Buffer.from("junk") }, { bytes: adaV2 }]),
    ).toEqual([
      { ok: true, value: { name: "Ada", age: 0 } },
      { ok: true, value: null },
      { ok: false, error: expect.any(WireFormatError) },
      { ok: false, error: expect.any(SchemaNotLoadedError) },
    ]);
  });

  it("keeps a bounded number of schemas, however many ids somebody makes up", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2, maxSchemas: 10 });
    for (let id = 100; id < 200; id++) {
      const made = Buffer.from(`000000${id.toString(16).padStart(4, "0")}`, "hex");
      expect((await deserializer.prefetch([made])).size).toBe(1);
    }
    expect(() => deserializer.decode(Buffer.from("0000000064", "hex"))).toThrow(SchemaNotLoadedError);
    expect(() => deserializer.decode(Buffer.from("00000000c7", "hex"))).toThrow(DeserializationError);
  });

  it("forgets everything on demand", async () => {
    const { client } = setUp();
    const deserializer = createDeserializer({ client, schema: UserV2 });
    await deserializer.deserialize(adaV1);
    deserializer.clear();
    expect(() => deserializer.decode(adaV1)).toThrow(SchemaNotLoadedError);
  });
});

describe("the schema in a header", () => {
  it("peer failure 33: is found there without being asked for, by GUID or by id", async () => {
    const { client } = setUp();
    const serializer = createSerializer({ client, schema: UserV1, schemaIdIn: "header" });
    const headers = { other: "x" };
    const bytes = await serializer.serialize({ name: "Ada" }, { topic: "users", headers });
    const deserializer = createDeserializer({ client, schema: UserV2 });
    expect(await deserializer.deserialize(bytes, { headers })).toEqual({ name: "Ada", age: 0 });
    expect(deserializer.decode(bytes, headers)).toEqual({ name: "Ada", age: 0 });
    const byId = { __value_schema_id: Buffer.from("0000000001", "hex") };
    expect(await deserializer.deserialize(bytes, { headers: byId })).toEqual({ name: "Ada", age: 0 });
  });

  it("comes before the payload, unless headers are ignored", async () => {
    const { client } = setUp();
    const headers = { __value_schema_id: Buffer.from("0000000009", "hex") };
    await expect(createDeserializer({ client, schema: UserV2 }).deserialize(adaV1, { headers })).rejects.toThrow(
      "schema 9",
    );
    const ignoring = createDeserializer({ client, schema: UserV2, ignoreHeaders: true });
    expect(await ignoring.deserialize(adaV1, { headers })).toEqual({ name: "Ada", age: 0 });
  });

  it("may be a GUID in front of the payload as well", async () => {
    const { client, stub } = setUp();
    const guid = stub.state.byId(1)?.guid.replaceAll("-", "") ?? "";
    const bytes = Buffer.from(`01${guid}06416461`, "hex");
    const deserializer = createDeserializer({ client, schema: UserV2 });
    expect(await deserializer.prefetch([bytes])).toEqual(new Map());
    expect(deserializer.decode(bytes)).toEqual({ name: "Ada", age: 0 });
  });

  it("is told apart for keys and values", async () => {
    const { client } = setUp();
    const headers = { __key_schema_id: Buffer.from("0000000009", "hex") };
    expect(await createDeserializer({ client, schema: UserV2 }).deserialize(adaV1, { headers })).toEqual({
      name: "Ada",
      age: 0,
    });
  });
});

describe("oneOf", () => {
  const Deleted = avscSchema<{ id: string }>({
    type: "record",
    name: "Deleted",
    fields: [{ name: "id", type: "string" }],
  });
  const Noted = jsonSchema<{ text: string }>({ title: "Noted" });

  it("tells messages apart by the record they were written with, whatever the format", async () => {
    const { client } = setUp();
    const events = oneOf({ saved: UserV2, deleted: Deleted, noted: Noted });
    const serializer = await createSerializer({ client, schema: events }).prepare({ topic: "t" });
    const deserializer = createDeserializer({ client, schema: events });
    const values = [
      { type: "saved", value: { name: "Ada", age: 1 } },
      { type: "deleted", value: { id: "x" } },
      { type: "noted", value: { text: "hello" } },
    ] as const;
    for (const value of values) expect(await deserializer.deserialize(serializer.encode(value))).toEqual(value);
    // An older version of one of them is still that kind.
    expect(await deserializer.deserialize(adaV1)).toEqual({ type: "saved", value: { name: "Ada", age: 0 } });
  });

  it("says when a message is none of them", async () => {
    const { client } = setUp();
    await expect(
      createDeserializer({ client, schema: oneOf({ deleted: Deleted }) }).deserialize(adaV1),
    ).rejects.toThrow("it is the record User, and none of Deleted");
  });
});

describe("options that cannot be right", () => {
  const { client } = setUp();
  it.each([
    ["no client", { schema: UserV1 }, "createDeserializer needs a `client`"],
    ["neither schema nor formats", { client }, "createDeserializer needs a `schema` to read into, or `formats`"],
  ])("%s", (_, options, message) => {
    expect(() => createDeserializer(options as unknown as { client: typeof client; schema: typeof UserV1 })).toThrow(
      message,
    );
  });
});
