import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { afterEach, describe, expect, it, vi } from "vitest";
import { avscSchema } from "../../test/formats/avsc-format.js";
import { jsonSchema } from "../../test/formats/json-format.js";
import {
  createRegistryClient,
  createSerializer,
  type MessageHeaders,
  oneOf,
  ResponseError,
  recordName,
  SerializationError,
  type TypedSchema,
  topicRecordName,
  UsageError,
} from "../index.js";

type User = { name: string; age: number };
const User = avscSchema<User>({
  type: "record",
  name: "User",
  namespace: "test",
  fields: [
    { name: "name", type: "string" },
    { name: "age", type: "int" },
  ],
});
const ada: User = { name: "Ada", age: 36 };
const adaBody = "06416461" + "48";

function setUp() {
  const stub = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: stub.transport });
  return { stub, client };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("serialize", () => {
  it("registers the schema under the topic's subject, and writes magic byte, id and payload", async () => {
    const { stub, client } = setUp();
    const serializer = createSerializer({ client, schema: User });
    const bytes = await serializer.serialize(ada, { topic: "users" });
    expect(bytes.toString("hex")).toBe(`0000000001${adaBody}`);
    expect(stub.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /subjects/users-value/versions",
    ]);
  });

  it("asks the registry once, whatever the number of first messages", async () => {
    const { stub, client } = setUp();
    const serializer = createSerializer({ client, schema: User, part: "key" });
    const all = await Promise.all(Array.from({ length: 1_000 }, () => serializer.serialize(ada, { topic: "users" })));
    expect(new Set(all.map((bytes) => bytes.toString("hex"))).size).toBe(1);
    expect(stub.requests.map(({ path }) => path)).toEqual(["/subjects/users-key/versions"]);
  });

  it("goes on when the registry is gone after the first message", async () => {
    const { stub, client } = setUp();
    const serializer = createSerializer({ client, schema: User });
    await serializer.serialize(ada, { topic: "users" });
    stub.intercept(() => ({ status: 503, json: {} }));
    expect((await serializer.serialize({ name: "Grace", age: 45 }, { topic: "users" })).length).toBe(12);
  });

  it("tries again after a first message that failed", async () => {
    const stub = createStubRegistry();
    const client = createRegistryClient({ baseUrl: "http://stub", transport: stub.transport, retries: 0 });
    const serializer = createSerializer({ client, schema: User });
    stub.intercept(() => ({ status: 503, json: { error_code: 50001, message: "store" } }));
    await expect(serializer.serialize(ada, { topic: "users" })).rejects.toThrow(ResponseError);
    stub.intercept(() => undefined);
    expect((await serializer.serialize(ada, { topic: "users" })).length).toBe(10);
  });

  it("peer failure 30: null stays null, and nothing is registered", async () => {
    const { stub, client } = setUp();
    const serializer = createSerializer({ client, schema: User });
    expect(await serializer.serialize(null, { topic: "users" })).toBeNull();
    const prepared = await createSerializer({ client, schema: User, subject: "s" }).prepare();
    expect(prepared.encode(null)).toBeNull();
    expect(prepared.encodeAll([{ value: null }, { value: ada }])).toEqual([null, expect.any(Buffer)]);
    expect(stub.requests).toHaveLength(1);
  });

  it("says what is wrong with a value, and where it was going, but not the value", async () => {
    const { client } = setUp();
    const serializer = createSerializer({ client, schema: User });
    const wrong = { name: 7, age: "a secret of 22 letters" } as unknown as User;
    const failure = await serializer.serialize(wrong, { topic: "users" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SerializationError);
    expect(failure).toMatchObject({
      message:
        'value for topic "users" does not serialize: name: expected string, got number; age: expected int, got string(22)',
      topic: "users",
      subject: "users-value",
      schemaId: 1,
      part: "value",
      path: "name",
      expected: "string",
    });
  });

  it("names the message of a batch that does not fit, and writes none", async () => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: User }).prepare({ topic: "users" });
    const wrong = { name: "x" } as unknown as User;
    expect(() => prepared.encodeAll([{ value: ada }, { value: wrong }])).toThrow(
      'value for topic "users" at index 1 does not serialize: age: expected int, got undefined',
    );
  });
});

describe("prepare", () => {
  it("peer failure 21: does no schema work and asks nothing for a message", async () => {
    const { stub, client } = setUp();
    const encoder = vi.fn(User.encoder);
    const prepared = await createSerializer({ client, schema: { ...User, encoder } }).prepare({ topic: "users" });
    for (let i = 0; i < 1_000; i++) prepared.encode({ name: `u${i}`, age: i });
    expect(encoder).toHaveBeenCalledTimes(1);
    expect(stub.requests).toHaveLength(1);
    expect(prepared).toMatchObject({ schemaId: 1, subject: "users-value", async: false });
  });

  it("gives each message bytes of its own", async () => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: User }).prepare({ topic: "users" });
    const frames = Array.from({ length: 20_000 }, (_, i) => prepared.encode({ name: `user ${i}`, age: i }));
    for (const [i, frame] of frames.entries()) expect(frame.toString("latin1", 6, frame.length)).toContain(`user ${i}`);
  });

  it.each([100, 8_100, 8_200, 65_000, 66_000, 300_000, 3_000_000])(
    "writes a value of %i bytes exactly",
    async (length) => {
      const { client } = setUp();
      const prepared = await createSerializer({ client, schema: User }).prepare({ topic: "users" });
      for (let round = 0; round < 3; round++) {
        const frame = prepared.encode({ name: "x".repeat(length), age: 1 });
        expect(frame.subarray(0, 5).toString("hex")).toBe("0000000001");
        expect(frame.toString("latin1").match(/x/g)).toHaveLength(length);
        if (length > 8_192) expect(frame.buffer.byteLength).toBe(frame.length);
        expect(prepared.encode(ada).toString("hex")).toBe(`0000000001${adaBody}`);
      }
    },
  );

  it("survives a value that serializes another one while it is read", async () => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: User }).prepare({ topic: "users" });
    let inner: Buffer | undefined;
    const outer = prepared.encode({
      get name() {
        inner = prepared.encode(ada);
        return "Grace";
      },
      age: 1,
    });
    expect(outer.toString("latin1", 6, 11)).toBe("Grace");
    expect(inner?.toString("hex")).toBe(`0000000001${adaBody}`);
  });
});

describe("lookup", () => {
  it('"existing" registers nothing, and says what to do when the schema is not there', async () => {
    const { stub, client } = setUp();
    const serializer = createSerializer({ client, schema: User, lookup: "existing" });
    await expect(serializer.serialize(ada, { topic: "users" })).rejects.toThrow(
      'subject "users-value" does not have this schema: register it when deploying (client.subjects.register), or write with lookup: "register"',
    );
    expect(stub.state.subjects()).toEqual([]);
    stub.state.register("users-value", { schema: User.schema });
    client.clear();
    expect((await serializer.serialize(ada, { topic: "users" })).toString("hex")).toBe(`0000000001${adaBody}`);
  });

  it('"latest" writes with the newest version, and renews it in the background', async () => {
    const { stub, client } = setUp();
    const wider = JSON.stringify({
      type: "record",
      name: "User",
      namespace: "test",
      fields: [
        { name: "age", type: "int" },
        { name: "name", type: "string" },
      ],
    });
    stub.state.register("users-value", { schema: User.schema });
    vi.useFakeTimers();
    const prepared = await createSerializer({ client, schema: User, lookup: "latest" }).prepare({ topic: "users" });
    expect(prepared.encode(ada).toString("hex")).toBe(`0000000001${adaBody}`);
    stub.state.register("users-value", { schema: wider });
    expect(prepared.encode(ada)[4]).toBe(1);
    await vi.advanceTimersByTimeAsync(60_001);
    expect(prepared.encode(ada).toString("hex")).toBe("00000000024806416461");
    const asked = stub.requests.length;
    await vi.advanceTimersByTimeAsync(60_001);
    expect(stub.requests.length).toBe(asked + 1);
    // What nobody uses is not renewed.
    await vi.advanceTimersByTimeAsync(600_000);
    expect(stub.requests.length).toBe(asked + 1);
    // A registry that is down changes nothing.
    stub.intercept(() => ({ status: 404, json: { error_code: 40401, message: "gone" } }));
    prepared.encode(ada);
    await vi.advanceTimersByTimeAsync(60_001);
    expect(prepared.encode(ada)[4]).toBe(2);
  });

  it("finds a schema by id and by version", async () => {
    const { stub, client } = setUp();
    stub.state.register("other", { schema: '"string"' });
    stub.state.register("users-value", { schema: User.schema });
    const byId = createSerializer({ client, schema: User, lookup: { id: 2 } });
    const byVersion = createSerializer({ client, schema: User, lookup: { version: 1 } });
    for (const serializer of [byId, byVersion]) {
      expect((await serializer.serialize(ada, { topic: "users" })).toString("hex")).toBe(`0000000002${adaBody}`);
    }
  });

  it("finds a schema by its metadata", async () => {
    const { stub, client } = setUp();
    stub.state.register("users-value", { schema: User.schema });
    stub.intercept(({ path }) =>
      path === "/subjects/users-value/metadata?key=major&value=2"
        ? { status: 200, json: { subject: "users-value", version: 3, id: 77, schema: User.schema } }
        : undefined,
    );
    const serializer = createSerializer({ client, schema: User, lookup: { metadata: { major: "2" } } });
    expect((await serializer.serialize(ada, { topic: "users" }))[4]).toBe(77);
  });
});

describe("references", () => {
  type Line = { sku: string };
  const Sku = avscSchema<string>({ type: "enum", name: "Sku", namespace: "test", symbols: ["A", "B"] });
  const Line = avscSchema<Line>(
    { type: "record", name: "Line", namespace: "test", fields: [{ name: "sku", type: "test.Sku" }] },
    [{ name: "test.Sku", schema: Sku, subject: "skus" }],
  );
  const Order = avscSchema<{ first: Line; second: string }>(
    {
      type: "record",
      name: "Order",
      namespace: "test",
      fields: [
        { name: "first", type: "test.Line" },
        { name: "second", type: "test.Sku" },
      ],
    },
    [
      { name: "test.Line", schema: Line },
      { name: "test.Sku", schema: Sku, subject: "skus" },
    ],
  );
  const order = { first: { sku: "B" }, second: "A" };

  it("are registered first, each once, under the subject they name", async () => {
    const { stub, client } = setUp();
    const bytes = await createSerializer({ client, schema: Order }).serialize(order, { topic: "orders" });
    expect(bytes.toString("hex")).toBe("00000000030200");
    expect(stub.requests.map(({ path }) => path)).toEqual([
      "/subjects/skus/versions",
      "/subjects/test.Line/versions",
      "/subjects/orders-value/versions",
    ]);
    expect(stub.state.versions("orders-value")[0]?.references).toEqual([
      { name: "test.Line", subject: "test.Line", version: 1 },
      { name: "test.Sku", subject: "skus", version: 1 },
    ]);
  });

  it("are looked up where nothing may be registered", async () => {
    const { stub, client } = setUp();
    await expect(
      createSerializer({ client, schema: Order, lookup: "existing" }).serialize(order, { topic: "orders" }),
    ).rejects.toThrow('subject "skus" does not have this schema');
    expect(stub.state.subjects()).toEqual([]);
  });

  it("find their version with a registry that answers with the id alone", async () => {
    const { stub, client } = setUp();
    stub.intercept(({ method, path, body }) =>
      method === "POST" && path.endsWith("/versions")
        ? {
            status: 200,
            json: { id: stub.state.register(decodeURIComponent(path.split("/")[2] ?? ""), JSON.parse(body)).id },
          }
        : undefined,
    );
    await createSerializer({ client, schema: Order }).serialize(order, { topic: "orders" });
    expect(stub.state.versions("orders-value")[0]?.references).toHaveLength(2);
  });
});

describe("subjects", () => {
  it.each([
    ["recordName", recordName, "test.User"],
    ["topicRecordName", topicRecordName, "users-test.User"],
    [
      "a strategy of one's own",
      ({ topic = "", part }: { topic: string | undefined; part: string }) => `${topic}/${part}`,
      "users/value",
    ],
    ["a name", "fixed", "fixed"],
  ])("%s", async (_, subject, expected) => {
    const { stub, client } = setUp();
    await createSerializer({ client, schema: User, subject }).serialize(ada, { topic: "users" });
    expect(stub.state.subjects()).toEqual([expected]);
  });

  it("say what is missing", async () => {
    const { client } = setUp();
    await expect(createSerializer({ client, schema: User }).serialize(ada)).rejects.toThrow(
      "the subject strategy needs a topic",
    );
    const untitled = jsonSchema<{ a: 1 }>({});
    await expect(
      createSerializer({ client, schema: untitled, subject: recordName }).serialize({ a: 1 }),
    ).rejects.toThrow(
      "the subject strategy needs a record name, and this JSON schema has none: give it a `title`, or use topicName",
    );
  });
});

describe("the schema in a header", () => {
  it("is the GUID, and the payload is bare", async () => {
    const { stub, client } = setUp();
    const serializer = createSerializer({ client, schema: User, schemaIdIn: "header" });
    const headers: MessageHeaders = { trace: "1" };
    const bytes = await serializer.serialize(ada, { topic: "users", headers });
    const guid = stub.state.byId(1)?.guid ?? "";
    expect(bytes.toString("hex")).toBe(adaBody);
    expect(headers).toEqual({ trace: "1", __value_schema_id: Buffer.from(`01${guid.replaceAll("-", "")}`, "hex") });
  });

  it("needs headers", async () => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: User, schemaIdIn: "header" }).prepare({ topic: "users" });
    expect(() => prepared.encode(ada)).toThrow(UsageError);
  });

  it("needs a registry that has GUIDs", async () => {
    const { stub, client } = setUp();
    stub.intercept(({ method }) => ({ status: 200, json: method === "POST" ? { id: 1 } : { schema: User.schema } }));
    await expect(
      createSerializer({ client, schema: User, schemaIdIn: "header" }).prepare({ topic: "users" }),
    ).rejects.toThrow("this registry gives no GUIDs");
  });

  it("is not added for a value that does not fit", async () => {
    const { client } = setUp();
    const headers: MessageHeaders = {};
    const prepared = await createSerializer({ client, schema: User, schemaIdIn: "header" }).prepare({ topic: "users" });
    expect(() => prepared.encode({} as User, headers)).toThrow(SerializationError);
    expect(headers).toEqual({});
  });
});

describe("oneOf", () => {
  const Deleted = avscSchema<{ id: string }>({
    type: "record",
    name: "Deleted",
    namespace: "test",
    fields: [{ name: "id", type: "string" }],
  });
  const events = oneOf({ saved: User, deleted: Deleted });

  it("writes each kind under a subject of its own", async () => {
    const { stub, client } = setUp();
    const prepared = await createSerializer({ client, schema: events }).prepare({ topic: "users" });
    expect(prepared.encode({ type: "saved", value: ada }).toString("hex")).toBe(`0000000001${adaBody}`);
    expect(prepared.encode({ type: "deleted", value: { id: "x" } }).toString("hex")).toBe("00000000020278");
    expect(prepared.encode(null)).toBeNull();
    expect(stub.state.subjects()).toEqual(["users-test.Deleted", "users-test.User"]);
  });

  it.each([
    [{ type: "renamed", value: ada }, 'type: expected { type: "saved" | "deleted", value }, got string(7)'],
    [ada, 'type: expected { type: "saved" | "deleted", value }, got undefined'],
    [7, 'value: expected { type: "saved" | "deleted", value }, got number'],
    [{ type: "saved", value: null }, "value: expected a value (null, for the whole message, is a tombstone), got null"],
  ])("refuses %o", async (value, message) => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: events }).prepare({ topic: "users" });
    expect(() => prepared.encode(value as never)).toThrow(`value for topic "users" does not serialize: ${message}`);
    expect(() => prepared.encodeAll([{ value: value as never }])).toThrow(`at index 0 does not serialize: ${message}`);
  });

  it("refuses schemas that could not be told apart", () => {
    expect(() => oneOf({ a: User, b: User })).toThrow('oneOf: "a" and "b" are both test.User');
    expect(() => oneOf({ a: jsonSchema({}) })).toThrow('oneOf: the schema of "a" has no record name');
    expect(() => oneOf({})).toThrow("oneOf: name at least one schema");
  });
});

describe("options that cannot be right", () => {
  const { client } = setUp();
  it.each([
    ["no client", { schema: User }, "createSerializer needs a `client`"],
    ["a part of no record", { client, schema: User, part: "body" }, '`part` must be "key" or "value"'],
    ["a lookup there is not", { client, schema: User, lookup: "newest" }, "`lookup` must be"],
    [
      "a place there is not",
      { client, schema: User, schemaIdIn: "footer" },
      '`schemaIdIn` must be "prefix" or "header"',
    ],
    [
      "one id for several schemas",
      { client, schema: oneOf({ a: User }), lookup: { id: 1 } },
      "names one schema, and `oneOf` has several",
    ],
    [
      "one subject for several schemas",
      { client, schema: oneOf({ a: User }), subject: "s" },
      "each schema of `oneOf` needs its own",
    ],
  ])("%s", (_, options, message) => {
    expect(() => createSerializer(options as unknown as { client: typeof client; schema: TypedSchema<User> })).toThrow(
      message,
    );
  });
});
