import { beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBed, createGate, orders, startConsumerBed, until } from "../../test/consumer-bed.js";

let bed: ConsumerBed;
beforeEach(async () => {
  bed = await startConsumerBed();
  return () => bed.close();
});

describe("concurrency", () => {
  it("handles messages of different keys at once, and those of one key in their order", async () => {
    const keys = ["a", "b", "c"];
    await bed.producer.send(
      orders,
      Array.from({ length: 60 }, (_, index) => ({
        key: keys[index % 3] ?? "",
        value: { id: String(index), quantity: index },
      })),
    );
    const running = new Set<string>();
    let most = 0;
    const overlaps: string[] = [];
    const seen: Record<string, number[]> = {};
    const { consumer } = bed.consumer({ concurrency: 2 });
    await consumer.run(orders, async ({ key, value }) => {
      if (running.has(key)) overlaps.push(key);
      running.add(key);
      most = Math.max(most, running.size);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      seen[key] = [...(seen[key] ?? []), value.quantity];
      running.delete(key);
    });
    await until(() => Object.values(seen).flat().length === 60);
    expect(most).toBe(2);
    expect(overlaps).toEqual([]);
    for (const quantities of Object.values(seen)) expect(quantities).toEqual([...quantities].sort((x, y) => x - y));
    await consumer.stop();
    expect(await bed.committed()).toEqual({ 0: "60" });
  });

  it("commits only up to the first message that is not done", async () => {
    await bed.send("a", "b", "c", "d");
    const gate = createGate();
    const done: string[] = [];
    const { consumer } = bed.consumer({ concurrency: 4, commitEveryMs: 0 });
    await consumer.run(orders, async ({ value }) => {
      if (value.id === "b") await gate.passed;
      done.push(value.id);
    });
    await until(() => done.length === 3);
    await until(async () => (await bed.committed())[0] === "1");
    gate.open();
    await until(async () => (await bed.committed())[0] === "4");
  });

  it("of partitions is KafkaJS's: as many at once as were asked for", async () => {
    await bed.broker.createTopic("orders", { partitions: 3 });
    await bed.producer.send(
      orders,
      [0, 1, 2].map((partition) => ({ key: "k", value: { id: `p${partition}`, quantity: 1 }, partition })),
    );
    const gate = createGate();
    const begun: string[] = [];
    const { consumer } = bed.consumer({ partitionsConsumedConcurrently: 3 });
    await consumer.run(orders, async ({ value }) => {
      begun.push(value.id);
      await gate.passed;
    });
    await until(() => begun.length === 3);
    gate.open();
  });
});
