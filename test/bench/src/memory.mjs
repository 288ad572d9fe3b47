// Memory that a written message takes on the heap, and outside of it, next to its size on the wire.
import { createRegistryClient, createSerializer } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";

const MESSAGES = 2_000;

export async function benchMemory() {
  const { transport } = createStubRegistry();
  const client = createRegistryClient({ baseUrl: "http://stub", transport });
  console.log("\nMemory of a written message, kept by the caller\n  on the wire    buffers      heap");
  for (const length of [64, 1_000, 7_000, 9_000, 100_000]) {
    const prepared = await createSerializer({ client, schema: schemaOf(length) }).prepare({ topic: "t" });
    prepared.encode(0);
    globalThis.gc?.();
    const before = process.memoryUsage();
    const kept = Array.from({ length: MESSAGES }, (_, i) => prepared.encode(i));
    globalThis.gc?.();
    const after = process.memoryUsage();
    const buffers = (after.arrayBuffers - before.arrayBuffers) / kept.length;
    const heap = (after.heapUsed - before.heapUsed) / kept.length;
    console.log(
      `  ${String(kept[0]?.length).padStart(11)}${buffers.toFixed(0).padStart(11)}${heap.toFixed(0).padStart(10)}`,
    );
  }
  await client.close();
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
