// What the client costs: answers from its caches, and many cold ids over HTTP on loopback.
import { createRegistryClient } from "@magicbyte/registry";
import { createStubRegistry } from "@magicbyte-test/stub-registry";
import { compare, median } from "./measure.mjs";

const COLD_IDS = 1_000;
const COLD_ROUNDS = 7;

export async function benchClient() {
  const stub = createStubRegistry();
  for (let i = 0; i < COLD_IDS; i++) stub.state.register(`s-${i}`, { schema: `"schema ${i}"` });
  const url = await stub.listen();
  const client = createRegistryClient({ baseUrl: url });
  const input = { schema: '"schema 1"' };
  await client.schemas.byId(1);
  await client.subjects.latest("s-1");
  await client.subjects.register("s-1", input);
  const calls = {
    "client.schemas.byId(id)": () => client.schemas.byId(1),
    "client.subjects.latest(subject)": () => client.subjects.latest("s-1"),
    "client.subjects.register(subject, schema)": () => client.subjects.register("s-1", input),
  };
  await compare(
    "Answers from the cache",
    Object.entries(calls).map(([name, call]) => ({
      name,
      async run(count) {
        for (let i = 0; i < count; i++) await call();
      },
    })),
  );

  const samples = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    client.clear();
    const started = performance.now();
    await Promise.all(Array.from({ length: COLD_IDS }, (_, i) => client.schemas.byId(i + 1)));
    samples.push(performance.now() - started);
  }
  console.log(
    `\n${COLD_IDS} cold ids at once, over HTTP on loopback: ${median(samples).toFixed(0)} ms (${COLD_ROUNDS} rounds)`,
  );

  // Twenty ids at a registry that takes 50 ms for each: one after the other it would be a second.
  stub.intercept(() => new Promise((resolve) => setTimeout(() => resolve(undefined), 50)));
  const slow = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    client.clear();
    const started = performance.now();
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.schemas.byId(i + 1)));
    slow.push(performance.now() - started);
  }
  console.log(`20 cold ids at once, where each answer takes 50 ms: ${median(slow).toFixed(0)} ms`);
  await client.close();
  await stub.close();
}
