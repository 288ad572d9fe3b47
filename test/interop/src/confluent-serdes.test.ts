import { create, createFileRegistry, createMutableRegistry, type DescFile, type DescMessage } from "@bufbuild/protobuf";
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import {
  AvroDeserializer,
  AvroSerializer,
  clearKmsClients,
  FieldEncryptionExecutor,
  HeaderSchemaIdSerializer,
  JsonDeserializer,
  JsonSerializer,
  LifecyclePolicy,
  LocalKmsDriver,
  ProtobufDeserializer,
  ProtobufSerializer,
  RuleMode,
  RuleRegistry,
  SchemaRegistryClient,
  SerdeType,
} from "@confluentinc/schemaregistry";
import { type RegistryOptions, startRegistry } from "@magicbyte/testkit";
import { describe, expect, it } from "vitest";

const AVRO = {
  schema:
    '{"type":"record","name":"Order","fields":[{"name":"sku","type":"string"},{"name":"count","type":["null","int"],"default":null}]}',
};
const ORDER = { sku: "a-1", count: 2 };

/** A registry, a client that writes and one that reads: the latter has seen nothing yet. */
async function start(options: RegistryOptions = {}) {
  const registry = await startRegistry(options);
  const connect = () => new SchemaRegistryClient({ baseURLs: [registry.url], maxRetries: 0 });
  return { registry, writes: connect(), reads: connect(), [Symbol.asyncDispose]: registry.stop };
}

const field = (name: string, number: number, type: Type, typeName?: string) => ({
  name,
  number,
  type,
  ...(typeName === undefined ? {} : { typeName }),
  label: Label.OPTIONAL,
});

/** Three files, each of which imports the one before. */
const FILES: readonly FileDescriptorProto[] = [
  create(FileDescriptorProtoSchema, {
    name: "base.proto",
    package: "shop",
    syntax: "proto3",
    messageType: [{ name: "Money", field: [field("amount", 1, Type.INT64)] }],
  }),
  create(FileDescriptorProtoSchema, {
    name: "line.proto",
    package: "shop",
    syntax: "proto3",
    dependency: ["base.proto"],
    messageType: [
      { name: "Line", field: [field("sku", 1, Type.STRING), field("price", 2, Type.MESSAGE, ".shop.Money")] },
    ],
  }),
  create(FileDescriptorProtoSchema, {
    name: "order.proto",
    package: "shop",
    syntax: "proto3",
    dependency: ["line.proto"],
    messageType: [
      { name: "Other" },
      {
        name: "Order",
        field: [field("id", 1, Type.STRING), field("line", 2, Type.MESSAGE, ".shop.Line")],
        nestedType: [{ name: "Note", field: [field("text", 1, Type.STRING)] }],
      },
    ],
  }),
];

/** The descriptor of a message, in as many files as it takes. */
function descriptor(typeName: string, files: number): DescMessage {
  const found = fileOf(FILES.slice(0, files)).getMessage(typeName);
  if (found === undefined) throw new Error(`there is no ${typeName}`);
  return found;
}

function fileOf(files: readonly FileDescriptorProto[]) {
  const last = files.at(-1);
  if (last === undefined) throw new Error("there are no files");
  return createFileRegistry(last, (name) => files.find((file) => file.name === name));
}

/** What the messages of a file are looked up in. */
function typesOf(file: DescFile) {
  return createMutableRegistry(file);
}

describe("@confluentinc/schemaregistry: Avro", () => {
  it("serializes with a schema that it registers, and deserializes with one that it fetches", async () => {
    await using registry = await start();
    await registry.writes.register("orders-value", AVRO);
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true });
    const bytes = await serializer.serialize("orders", ORDER);
    expect([...bytes.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1]);
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("orders", bytes)).toEqual(ORDER);
  });

  it("registers a schema that it infers", async () => {
    await using registry = await start();
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { autoRegisterSchemas: true });
    const bytes = await serializer.serialize("things", { a: 1, b: "x" });
    expect(await registry.reads.getLatestSchemaMetadata("things-value")).toMatchObject({ id: 1, version: 1 });
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("things", bytes)).toEqual({ a: 1, b: "x" });
  });

  it("reads an old message with the latest schema", async () => {
    await using registry = await start();
    await registry.writes.register("orders-value", AVRO);
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true });
    const bytes = await serializer.serialize("orders", ORDER);
    const added = AVRO.schema.replace("]}", ',{"name":"note","type":"string","default":"none"}]}');
    await registry.writes.register("orders-value", { schema: added });
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, { useLatestVersion: true });
    expect(await deserializer.deserialize("orders", bytes)).toEqual({ ...ORDER, note: "none" });
  });

  it("finds the GUID in a header", async () => {
    await using registry = await start();
    await registry.writes.register("orders-value", AVRO);
    const schemaIdSerializer = HeaderSchemaIdSerializer;
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, {
      useLatestVersion: true,
      schemaIdSerializer,
    });
    const headers = {};
    const bytes = await serializer.serialize("orders", ORDER, headers);
    expect(Object.keys(headers)).toEqual(["__value_schema_id"]);
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("orders", bytes, headers)).toEqual(ORDER);
  });

  it("resolves references", async () => {
    await using registry = await start();
    await registry.writes.register("order", AVRO);
    const cart = '{"type":"record","name":"Cart","fields":[{"name":"order","type":"Order"}]}';
    const references = [{ name: "Order", subject: "order", version: 1 }];
    await registry.writes.register("carts-value", { schema: cart, references });
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true });
    const bytes = await serializer.serialize("carts", { order: ORDER });
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("carts", bytes)).toEqual({ order: ORDER });
  });

  it("does not resolve references of references: it reads their texts, but parses them in the wrong order", async () => {
    await using registry = await start();
    await registry.writes.register("order", AVRO);
    const cart = '{"type":"record","name":"Cart","fields":[{"name":"order","type":"Order"}]}';
    const references = [{ name: "Order", subject: "order", version: 1 }];
    await registry.writes.register("cart", { schema: cart, references });
    const list = '{"type":"array","items":"Cart"}';
    await registry.writes.register("carts-value", {
      schema: list,
      references: [{ name: "Cart", subject: "cart", version: 1 }],
    });
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true });
    await expect(serializer.serialize("carts", [{ order: ORDER }])).rejects.toThrow("undefined type");
    // What it asks for, the registry has.
    expect(registry.registry.requests.map(({ path }) => path)).toContain("/subjects/order/versions/1");
  });

  it("takes the subject that a topic is associated with", async () => {
    await using registry = await start();
    await registry.writes.createAssociation({
      resourceName: "orders",
      resourceNamespace: "lkc-1",
      resourceId: "id-1",
      associations: [{ subject: "sales", lifecycle: LifecyclePolicy.STRONG, schema: AVRO }],
    });
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true });
    const bytes = await serializer.serialize("orders", ORDER);
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("orders", bytes)).toEqual(ORDER);
    expect(await registry.reads.getAllSubjects()).toEqual(["sales"]);
  });

  it.each(["7.4", "7.9"] as const)("falls back to the topic's name where %s knows no associations", async (version) => {
    await using registry = await start({ version });
    await registry.writes.register("orders-value", AVRO);
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true });
    const bytes = await serializer.serialize("orders", ORDER);
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("orders", bytes)).toEqual(ORDER);
  });

  it("encrypts fields with keys that the DEK registry keeps", async () => {
    await using registry = await start({ dekRegistry: true });
    LocalKmsDriver.register();
    clearKmsClients();
    const executors = () => {
      const rules = new RuleRegistry();
      rules.registerExecutor(new FieldEncryptionExecutor());
      return rules;
    };
    const encrypt = {
      name: "encrypt",
      kind: "TRANSFORM",
      mode: RuleMode.WRITEREAD,
      type: "ENCRYPT",
      tags: ["PII"],
      params: {
        "encrypt.kek.name": "kek-1",
        "encrypt.kms.type": "local-kms",
        "encrypt.kms.key.id": "my-key",
      },
    };
    const schema =
      '{"type":"record","name":"User","fields":[{"name":"id","type":"int"},{"name":"mail","type":"string","confluent:tags":["PII"]}]}';
    await registry.writes.register("users-value", { schema, ruleSet: { domainRules: [encrypt] } });
    const config = { useLatestVersion: true, ruleConfig: { secret: "local secret" } };
    const serializer = new AvroSerializer(registry.writes, SerdeType.VALUE, config, executors());
    const bytes = await serializer.serialize("users", { id: 1, mail: "ada@shop.test" });
    expect(bytes.toString("latin1")).not.toContain("ada@shop.test");
    const deserializer = new AvroDeserializer(registry.reads, SerdeType.VALUE, config, executors());
    expect(await deserializer.deserialize("users", bytes)).toEqual({ id: 1, mail: "ada@shop.test" });
    const paths = registry.registry.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith("/dek-registry")).length).toBeGreaterThan(1);
  });
});

describe("@confluentinc/schemaregistry: JSON Schema", () => {
  const schema =
    '{"type":"object","properties":{"sku":{"type":"string"},"count":{"type":"integer"}},"required":["sku"]}';

  it("serializes, validates and deserializes", async () => {
    await using registry = await start();
    await registry.writes.register("orders-value", { schemaType: "JSON", schema });
    const serializer = new JsonSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true, validate: true });
    const bytes = await serializer.serialize("orders", ORDER);
    const deserializer = new JsonDeserializer(registry.reads, SerdeType.VALUE, { validate: true });
    expect(await deserializer.deserialize("orders", bytes)).toEqual(ORDER);
    await expect(serializer.serialize("orders", { count: 1 })).rejects.toThrow(/sku|invalid/i);
  });

  it("resolves references", async () => {
    await using registry = await start();
    await registry.writes.register("order", { schemaType: "JSON", schema });
    const cart = '{"type":"object","properties":{"order":{"$ref":"order.json"}}}';
    const references = [{ name: "order.json", subject: "order", version: 1 }];
    await registry.writes.register("carts-value", { schemaType: "JSON", schema: cart, references });
    const serializer = new JsonSerializer(registry.writes, SerdeType.VALUE, { useLatestVersion: true, validate: true });
    const bytes = await serializer.serialize("carts", { order: ORDER });
    const deserializer = new JsonDeserializer(registry.reads, SerdeType.VALUE, { validate: true });
    expect(await deserializer.deserialize("carts", bytes)).toEqual({ order: ORDER });
  });
});

describe("@confluentinc/schemaregistry: Protobuf", () => {
  /** Serializes a message of `files`, and gives its bytes. */
  async function write(client: SchemaRegistryClient, typeName: string, files: number, value: Record<string, unknown>) {
    const message = descriptor(typeName, files);
    const serializer = new ProtobufSerializer(client, SerdeType.VALUE, {
      autoRegisterSchemas: true,
      registry: typesOf(message.file),
    });
    return serializer.serialize("orders", create(message, value));
  }

  it("registers a descriptor in Base64, which the registry prints as text", async () => {
    await using registry = await start();
    const bytes = await write(registry.writes, "shop.Money", 1, { amount: 7n });
    const { schema } = await registry.reads.getLatestSchemaMetadata("orders-value");
    expect(schema).toBe('syntax = "proto3";\npackage shop;\n\nmessage Money {\n  int64 amount = 1;\n}\n');
    const deserializer = new ProtobufDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("orders", bytes)).toMatchObject({ $typeName: "shop.Money", amount: 7n });
  });

  it("registers what a file imports, and references it", async () => {
    await using registry = await start();
    const bytes = await write(registry.writes, "shop.Line", 2, { sku: "a-1", price: { amount: 7n } });
    expect(await registry.reads.getAllSubjects()).toEqual(["base.proto", "orders-value"]);
    expect(await registry.reads.getLatestSchemaMetadata("orders-value")).toMatchObject({
      references: [{ name: "base.proto", subject: "base.proto", version: 1 }],
    });
    const deserializer = new ProtobufDeserializer(registry.reads, SerdeType.VALUE, {});
    expect(await deserializer.deserialize("orders", bytes)).toMatchObject({ sku: "a-1", price: { amount: 7n } });
  });

  it("does not read imports of imports: it asks for them as text, and takes that for a descriptor", async () => {
    await using registry = await start();
    const bytes = await write(registry.writes, "shop.Order", 3, { id: "1", line: { sku: "a-1" } });
    expect(await registry.reads.getAllSubjects()).toEqual(["base.proto", "line.proto", "orders-value"]);
    const deserializer = new ProtobufDeserializer(registry.reads, SerdeType.VALUE, {});
    await expect(deserializer.deserialize("orders", bytes)).rejects.toThrow();
    const asked = registry.registry.requests.at(-1);
    expect(asked?.path).toBe("/subjects/base.proto/versions/1");
    expect(asked?.query).not.toContain("format=serialized");
  });

  it("names a message inside a file by its indexes", async () => {
    await using registry = await start();
    const bytes = await write(registry.writes, "shop.Order.Note", 3, { text: "hello" });
    // The second message of the file, and in it the first, as zig-zag numbers behind their count.
    expect([...bytes.subarray(5, 8)]).toEqual([4, 2, 0]);
  });
});
