// Memory that a written message takes on the heap, and outside of it, next to its size on the wire.
import { createRegistryClient, createSerializer } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";

const MESSAGES = 2_000;

export async function benchMemory() {
  const { transport } = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport });
  console.log("\nMemory of a written message, kept by the caller, in bytes\n     on wire    buffers       heap");
  for (const length of [64, 1_000, 7_000, 9_000, 100_000]) {
    const prepared = await createSerializer({ client, schema: schemaOf(length) }).prepare({ topic: "t" });
    const { wire, buffers, heap } = await measureMemory(() => prepared.encode(0));
    console.log(`  ${[wire, buffers, heap].map((bytes) => bytes.toFixed(0).padStart(10)).join(" ")}`);
  }
  await client.close();
}

/** In a function of its own, so that nothing of the last round is alive in the next. @param {() => Buffer} encode */
async function measureMemory(encode) {
  const wire = encode().length;
  await collect();
  const before = process.memoryUsage();
  const kept = Array.from({ length: MESSAGES }, encode);
  await collect();
  const after = process.memoryUsage();
  return {
    wire,
    buffers: (after.arrayBuffers - before.arrayBuffers) / kept.length,
    heap: (after.heapUsed - before.heapUsed) / kept.length,
  };
}

/** Memory of buffers is given back some time after the collection that found them dead. */
async function collect() {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** @param {number} length @returns {import("@magicbyte/registry").TypedSchema<number>} */
function schemaOf(length) {
  return {
    format: {
      schemaType: "AVRO",
      parse: () => ({ recordName: () => undefined, decoder: () => ({ decode: () => 0 }) }),
    },
    schema: `{"type":"fixed","name":"Fixed","size":${length}}`,
    references: [],
    recordName: undefined,
    encoder: () => ({
      encode(value, target, offset) {
        if (target.length - offset < length) return target.length - offset - length;
        target.fill(value & 0xff, offset, offset + length);
        return offset + length;
      },
    }),
    decoder: () => ({ decode: () => 0 }),
  };
}
