// What the seam adds to a codec: frame, buffer, look-up of the schema, error handling.
import { createDeserializer, createRegistryClient, createSerializer } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { fixedSchema, readFixed, writeFixed } from "./fixed-format.mjs";
import { compare } from "./measure.mjs";

export async function benchSeam() {
  const { transport } = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport });
  const serializer = createSerializer({ client, schema: fixedSchema });
  const other = createSerializer({
    client,
    schema: { ...fixedSchema, schema: '{"type":"fixed","name":"Other","size":64}' },
  });
  const prepared = await serializer.prepare({ topic: "bench" });
  const preparedOther = await other.prepare({ topic: "bench" });
  const deserializer = createDeserializer({ client, schema: fixedSchema });
  const bytes = prepared.encode(1);
  const otherBytes = preparedOther.encode(1);
  await deserializer.prefetch([bytes, otherBytes]);
  const headers = { trace: Buffer.from("x") };
  const sink = { value: 0 };

  const writing = await compare("Writing 64 bytes that cost nothing to encode", [
    {
      name: "the codec alone, into a new buffer",
      run(count) {
        for (let i = 0; i < count; i++) {
          const target = Buffer.allocUnsafe(64);
          sink.value += writeFixed(i, target, 0);
        }
      },
    },
    {
      name: "prepared.encode(value)",
      run(count) {
        for (let i = 0; i < count; i++) sink.value += prepared.encode(i).length;
      },
    },
    {
      name: "await serializer.serialize(value, { topic })",
      async run(count) {
        for (let i = 0; i < count; i++) sink.value += (await serializer.serialize(i, { topic: "bench" })).length;
      },
    },
  ]);

  const reading = await compare("Reading 64 bytes that cost nothing to decode", [
    {
      name: "the codec alone",
      run(count) {
        for (let i = 0; i < count; i++) sink.value += readFixed(bytes, 5);
      },
    },
    {
      name: "deserializer.decode(bytes)",
      run(count) {
        for (let i = 0; i < count; i++) sink.value += deserializer.decode(bytes);
      },
    },
    {
      name: "deserializer.decode(bytes, headers)",
      run(count) {
        for (let i = 0; i < count; i++) sink.value += deserializer.decode(bytes, headers);
      },
    },
    {
      name: "deserializer.decode(bytes), two schemas in turn",
      run(count) {
        for (let i = 0; i < count; i++) sink.value += deserializer.decode(i & 1 ? bytes : otherBytes);
      },
    },
    {
      name: "await deserializer.deserialize(bytes, { topic })",
      async run(count) {
        for (let i = 0; i < count; i++) sink.value += await deserializer.deserialize(bytes, { topic: "bench" });
      },
    },
  ]);
  await client.close();
  return { sink, writing, reading };
}
