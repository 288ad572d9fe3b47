import { create } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
} from "@bufbuild/protobuf/wkt";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { avscFormat, avscSchema } from "../../test/formats/avsc-format.js";
import { jsonFormat, jsonSchema } from "../../test/formats/json-format.js";
import { fileOf, protobufEsFormat, protobufEsSchema } from "../../test/formats/protobuf-es-format.js";
import {
  createDeserializer,
  createRegistryClient,
  createSerializer,
  DeserializationError,
  MagicbyteError,
  type MessageHeaders,
  oneOf,
  SerializationError,
  type Step,
  UsageError,
  WireFormatError,
} from "../index.js";

/** Three formats that share nothing but the seam: it carries what they have in common, and knows none of them. */
function setUp() {
  const stub = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport: stub.transport, retries: 0 });
  return { stub, client };
}

function message(name: string, nested: readonly string[] = []): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name,
    field: [
      {
        name: "text",
        number: 1,
        type: FieldDescriptorProto_Type.STRING,
        label: FieldDescriptorProto_Label.OPTIONAL,
        jsonName: "text",
      },
    ],
    nestedType: nested.map((inner) => message(inner)),
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Protobuf: message indexes between frame and payload", () => {
  const file = fileOf("a.proto", [message("A", ["Inner"]), message("B")]);
  const A = protobufEsSchema(file, "test.A");
  const Inner = protobufEsSchema(file, "test.A.Inner");
  const B = protobufEsSchema(file, "test.B");

  it.each([
    ["[0], as one byte", A, "00"],
    ["[0, 0]", Inner, "040000"],
    ["[1]", B, "0202"],
  ])("writes and reads %s", async (_, schema, indexes) => {
    const { client } = setUp();
    const bytes = await createSerializer({ client, schema }).serialize({ text: "hi" }, { topic: "t" });
    expect(bytes.toString("hex")).toBe(`0000000001${indexes}0a026869`);
    expect(await createDeserializer({ client, schema }).deserialize(bytes)).toMatchObject({ text: "hi" });
    const untyped = createDeserializer({ client, formats: [protobufEsFormat] });
    expect(await untyped.deserialize(bytes)).toMatchObject({ $typeName: schema.recordName, text: "hi" });
  });

  it("peer failure 25: takes the message from the writer's schema, wherever it stands there", async () => {
    const { client, stub } = setUp();
    const reordered = fileOf("a.proto", [message("B"), message("A")]);
    const schema = protobufEsSchema(reordered, "test.B").schema;
    const { id } = stub.state.register("t-value", { schema, schemaType: "PROTOBUF" });
    const deserializer = createDeserializer({ client, schema: B });
    expect(await deserializer.deserialize(Buffer.from(`000000000${id}000a026869`, "hex"))).toMatchObject({
      text: "hi",
    });
    await expect(deserializer.deserialize(Buffer.from(`000000000${id}02020a026869`, "hex"))).rejects.toThrow(
      "it is a test.A, not a test.B",
    );
    await expect(deserializer.deserialize(Buffer.from(`000000000${id}02080a026869`, "hex"))).rejects.toThrow(
      "the message indexes name no message of the schema",
    );
  });

  it("peer failure 28: reads the long form of [0], and says when indexes are missing", async () => {
    const { client, stub } = setUp();
    stub.state.register("t-value", { schema: A.schema, schemaType: "PROTOBUF" });
    const deserializer = createDeserializer({ client, schema: A });
    expect(await deserializer.deserialize(Buffer.from("000000000102000a026869", "hex"))).toMatchObject({ text: "hi" });
    await expect(deserializer.deserialize(Buffer.from("0000000001", "hex"))).rejects.toThrow(WireFormatError);
    expect(() => deserializer.decode(Buffer.from("000000000106", "hex"))).toThrow(WireFormatError);
  });

  it("compiles a decoder once for each kind of message", async () => {
    const { client } = setUp();
    const decoder = vi.fn(A.decoder);
    const prepared = await createSerializer({ client, schema: A }).prepare({ topic: "t" });
    const deserializer = createDeserializer({ client, schema: { ...A, decoder } });
    const bytes = prepared.encode({ text: "hi" });
    await deserializer.prefetch([bytes]);
    for (let i = 0; i < 100; i++) deserializer.decode(bytes);
    expect(decoder).toHaveBeenCalledTimes(1);
  });

  it("keeps the indexes in the header, with the GUID, where the schema stands there", async () => {
    const { client, stub } = setUp();
    const headers: MessageHeaders = {};
    const serializer = createSerializer({ client, schema: B, schemaIdIn: "header" });
    const bytes = await serializer.serialize({ text: "hi" }, { topic: "t", headers });
    const guid = stub.state.byId(1)?.guid.replaceAll("-", "");
    expect(bytes.toString("hex")).toBe("0a026869");
    expect(headers).toEqual({ __value_schema_id: Buffer.from(`01${guid}0202`, "hex") });
    expect(await createDeserializer({ client, schema: B }).deserialize(bytes, { headers })).toMatchObject({
      text: "hi",
    });
  });

  it("tells kinds of message of one file apart", async () => {
    const { client } = setUp();
    const events = oneOf({ a: A, b: B });
    const prepared = await createSerializer({ client, schema: events }).prepare({ topic: "t" });
    const deserializer = createDeserializer({ client, schema: events });
    const bytes = prepared.encode({ type: "b", value: { text: "hi" } });
    expect(await deserializer.deserialize(bytes)).toMatchObject({ type: "b", value: { text: "hi" } });
  });
});

describe("Avro: references resolve when reading", () => {
  const Address = avscSchema<{ city: string }>({
    type: "record",
    name: "Address",
    namespace: "test",
    fields: [{ name: "city", type: "string" }],
  });
  const Person = avscSchema<{ home: { city: string } }>(
    { type: "record", name: "Person", namespace: "test", fields: [{ name: "home", type: "test.Address" }] },
    [{ name: "test.Address", schema: Address, subject: "address" }],
  );

  it("typed and untyped, in a process that never saw the writer's code", async () => {
    const { client, stub } = setUp();
    const bytes = await createSerializer({ client, schema: Person }).serialize(
      { home: { city: "Paris" } },
      { topic: "t" },
    );
    const elsewhere = createRegistryClient({ baseUrl: "http://stub", transport: stub.transport });
    expect(await createDeserializer({ client: elsewhere, schema: Person }).deserialize(bytes)).toEqual({
      home: { city: "Paris" },
    });
    expect(await createDeserializer({ client: elsewhere, formats: [avscFormat] }).deserialize(bytes)).toEqual({
      home: { city: "Paris" },
    });
  });

  it("peer failure 34: a reference that could not be fetched is an outage, one that is gone an unknown schema", async () => {
    const { client, stub } = setUp();
    const bytes = await createSerializer({ client, schema: Person }).serialize(
      { home: { city: "Paris" } },
      { topic: "t" },
    );
    const read = async () => {
      client.clear();
      return createDeserializer({ client, schema: Person })
        .deserialize(bytes)
        .catch((error: unknown) => error);
    };
    stub.intercept(({ path }) => (path.startsWith("/subjects/address") ? { status: 503, json: {} } : undefined));
    expect(await read()).toMatchObject({ kind: "outage" });
    stub.intercept(({ path }) =>
      path.startsWith("/subjects/address") ? { status: 404, json: { error_code: 40402, message: "x" } } : undefined,
    );
    expect(await read()).toMatchObject({ kind: "unknown-schema" });
  });
});

describe("JSON with steps in front", () => {
  const Note = jsonSchema<{ text: string }>({ title: "Note", required: ["text"] });
  const invert = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
  /** Stands for encryption with a key service. */
  const cipher: Step = {
    name: "cipher",
    ruleTypes: ["ENCRYPT_PAYLOAD"],
    forWriting: () => ({ async: true, payload: async (payload) => invert(payload) }),
    forReading: () => ({ async: true, payload: async (payload) => invert(payload) }),
  };
  const shout: Step = {
    name: "shout",
    forWriting: () => ({ value: (value) => ({ text: `${(value as { text: string }).text}!` }) }),
    forReading: () => ({ value: (value) => ({ text: (value as { text: string }).text.slice(0, -1) }) }),
  };

  it("synchronous steps leave everything synchronous", async () => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: Note, steps: [shout] }).prepare({ topic: "t" });
    const bytes = prepared.encode({ text: "hi" });
    expect(bytes.toString("latin1")).toBe('\0\0\0\0\x01{"text":"hi!"}');
    const deserializer = createDeserializer({ client, schema: Note, steps: [shout] });
    await deserializer.prefetch([bytes]);
    expect(deserializer.decode(bytes)).toEqual({ text: "hi" });
    expect(prepared.encodeAll([{ value: { text: "hi" } }])).toEqual([bytes]);
    expect(deserializer.decodeAll([{ bytes }])).toEqual([{ ok: true, value: { text: "hi" } }]);
  });

  it("asynchronous ones are waited for, between value and codec and between codec and frame, in order", async () => {
    const { client } = setUp();
    const steps = [shout, cipher];
    const serializer = createSerializer({ client, schema: Note, steps });
    const deserializer = createDeserializer({ client, schema: Note, steps });
    const bytes = await serializer.serialize({ text: "hi" }, { topic: "t" });
    expect(bytes.subarray(0, 5).toString("hex")).toBe("0000000001");
    expect(invert(bytes.subarray(5)).toString()).toBe('{"text":"hi!"}');
    expect(await deserializer.deserialize(bytes)).toEqual({ text: "hi" });
    const prepared = await serializer.prepare({ topic: "t" });
    expect(prepared.async).toBe(true);
    expect(await prepared.encodeAll([{ value: { text: "hi" } }, { value: null }])).toEqual([bytes, null]);
    expect(await deserializer.decodeAll([{ bytes }, { bytes: null }, { bytes: Buffer.from("junk") }])).toEqual([
      { ok: true, value: { text: "hi" } },
      { ok: true, value: null },
      { ok: false, error: expect.any(WireFormatError) },
    ]);
  });

  it("what is synchronous refuses them, and says what to use", async () => {
    const { client } = setUp();
    const prepared = await createSerializer({ client, schema: Note, steps: [cipher] }).prepare({ topic: "t" });
    const deserializer = createDeserializer({ client, schema: Note, steps: [cipher] });
    const bytes = Buffer.from("0000000001", "hex");
    await deserializer.prefetch([bytes]);
    expect(() => prepared.encode({ text: "hi" })).toThrow("a step is asynchronous: use serialize() or encodeAll()");
    expect(() => deserializer.decode(bytes)).toThrow("a step is asynchronous: use deserialize() or decodeAll()");
  });

  it("a step that gives a promise without saying so is a mistake", async () => {
    const { client } = setUp();
    const sly: Step = {
      name: "sly",
      forWriting: () => ({ value: async (value) => value }),
      forReading: () => ({ value: async (value) => value }),
    };
    const prepared = await createSerializer({ client, schema: Note, steps: [sly] }).prepare({ topic: "t" });
    expect(() => prepared.encode({ text: "hi" })).toThrow(UsageError);
    const bytes = await createSerializer({ client, schema: Note }).serialize({ text: "hi" }, { topic: "t" });
    await expect(createDeserializer({ client, schema: Note, steps: [sly] }).deserialize(bytes)).rejects.toThrow(
      "without saying so",
    );
  });

  it("a step that fails is located like a codec that fails", async () => {
    const { client } = setUp();
    const failing: Step = {
      name: "failing",
      forWriting: () => ({ async: true, payload: () => Promise.reject(new Error("no key")) }),
      forReading: () => ({ async: true, payload: () => Promise.reject(new Error("no key")) }),
    };
    const writing = createSerializer({ client, schema: Note, steps: [failing] }).serialize(
      { text: "hi" },
      { topic: "t" },
    );
    await expect(writing).rejects.toThrow(SerializationError);
    await expect(writing).rejects.toThrow('value for topic "t" does not serialize: no key');
    const bytes = await createSerializer({ client, schema: Note }).serialize({ text: "hi" }, { topic: "t" });
    const reading = createDeserializer({ client, schema: Note, steps: [failing] }).deserialize(bytes, { topic: "t" });
    await expect(reading).rejects.toThrow("t: the message does not decode with schema 1: no key");
  });

  it("works with the schema in a header", async () => {
    const { client } = setUp();
    const headers: MessageHeaders = {};
    const options = { client, schema: Note, steps: [cipher] };
    const bytes = await createSerializer({ ...options, schemaIdIn: "header" }).serialize(
      { text: "hi" },
      { topic: "t", headers },
    );
    expect(invert(bytes).toString()).toBe('{"text":"hi"}');
    expect(await createDeserializer(options).deserialize(bytes, { headers })).toEqual({ text: "hi" });
  });

  describe("rules that nobody runs", () => {
    const withRules = (type: string, mode: "WRITE" | "READ" | "WRITEREAD" = "WRITEREAD", disabled = false) => ({
      ...Note,
      ruleSet: { domainRules: [{ name: "r", type, mode, disabled }] },
    });

    it("fail closed where a rule encrypts", async () => {
      const { client, stub } = setUp();
      const schema = withRules("ENCRYPT");
      await expect(createSerializer({ client, schema }).serialize({ text: "hi" }, { topic: "t" })).rejects.toThrow(
        "schema 1 (t-value) has rules that encrypt and that no step runs: r (ENCRYPT). Nothing is written in clear: pass `steps` that run them",
      );
      expect(stub.state.byId(1)?.ruleSet).toEqual(schema.ruleSet);
      const failure = await createDeserializer({ client, schema })
        .deserialize(Buffer.from("00000000017b7d", "hex"))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DeserializationError);
      expect((failure as Error).message).toContain("Ciphertext is not handed out for values");
    });

    it("are run by a step that names their type", async () => {
      const { client } = setUp();
      const schema = withRules("ENCRYPT_PAYLOAD");
      const bytes = await createSerializer({ client, schema, steps: [cipher] }).serialize(
        { text: "hi" },
        { topic: "t" },
      );
      expect(await createDeserializer({ client, schema, steps: [cipher] }).deserialize(bytes)).toEqual({ text: "hi" });
    });

    it("are warned of once for a schema where they do not encrypt, and not at all when they do not apply", async () => {
      const { client } = setUp();
      const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
      const serializer = createSerializer({ client, schema: withRules("CEL") });
      await serializer.prepare({ topic: "a" });
      await serializer.prepare({ topic: "b" });
      expect(warn.mock.calls).toEqual([
        [
          "schema 1 (a-value) has rules that no step runs: r (CEL). Messages are written without them",
          { type: "MagicbyteWarning", code: "MAGICBYTE_RULES_NOT_RUN" },
        ],
      ]);
      await createSerializer({ client, schema: withRules("CEL", "READ") }).prepare({ topic: "c" });
      await createSerializer({ client, schema: withRules("CEL", "WRITE", true) }).prepare({ topic: "d" });
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });
});

describe("any bytes give a value or an error of ours", () => {
  it("whatever the format", async () => {
    const { client, stub } = setUp();
    const file = fileOf("a.proto", [message("A", ["Inner"]), message("B")]);
    stub.state.register("avro", {
      schema: '{"type":"record","name":"R","fields":[{"name":"a","type":"string"},{"name":"b","type":"long"}]}',
    });
    stub.state.register("json", { schema: "{}", schemaType: "JSON" });
    stub.state.register("protobuf", { schema: protobufEsSchema(file, "test.A").schema, schemaType: "PROTOBUF" });
    const deserializer = createDeserializer({ client, formats: [avscFormat, jsonFormat, protobufEsFormat] });
    await deserializer.prefetch([1, 2, 3].map((id) => Buffer.from([0, 0, 0, 0, id])));
    const framed = fc
      .tuple(fc.constantFrom(1, 2, 3, 4), fc.uint8Array({ maxLength: 40 }))
      .map(([id, tail]) => Buffer.from([0, 0, 0, 0, id, ...tail]));
    const headers = fc.option(
      fc.uint8Array({ maxLength: 30 }).map((value): MessageHeaders => ({ __value_schema_id: value })),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.oneof(framed, fc.uint8Array({ maxLength: 40 })), headers, (bytes, given) => {
        try {
          deserializer.decode(bytes, given);
        } catch (error) {
          expect(error).toBeInstanceOf(MagicbyteError);
          expect((error as MagicbyteError).code).toMatch(/^MAGICBYTE_(WIRE_FORMAT|DESERIALIZATION|SCHEMA_NOT_LOADED)$/);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
