import { UsageError } from "@magicbyte/registry";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { failedMessage, headerTexts } from "../../test/failed.js";
import { deadLetter, deadLetterHeaders as names, retryDueAt, retryTopics } from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());

it("a message goes through the topics in turn, each with its delay, and is exhausted after the last", async () => {
  const producer = bed.closing(bed.kafka.producer());
  const retries = retryTopics(producer, {
    delaysMs: [10_000, 60_000],
    whenExhausted: deadLetter(producer, { topic: "orders.dlq" }),
  });
  expect(retries.topicsFor("orders")).toEqual(["orders.retry.1", "orders.retry.2"]);
  await bed.broker.produce("orders", [{ key: "a", value: "v", headers: { trace: "1" } }]);

  let topic = "orders";
  for (const [retry, delayMs] of [10_000, 60_000].entries()) {
    const before = Date.now();
    const failed = failedMessage(topic, bed.broker.messages(topic)[0], new Error("handler"));
    expect(await retries.send({ ...failed, attempts: 3 })).toEqual({ topic: `orders.retry.${retry + 1}`, delayMs });
    topic = `orders.retry.${retry + 1}`;
    const [message] = bed.broker.messages(topic);
    expect(message).toMatchObject({ key: Buffer.from("a"), value: Buffer.from("v") });
    expect(headerTexts(message)).toMatchObject({
      trace: "1",
      [names.retry]: String(retry + 1),
      [names.attempts]: String(3 * (retry + 1)),
      [names.sourceTopic]: "orders",
      [names.sourceOffset]: "0",
      [names.errorMessage]: "handler",
    });
    const dueAt = retryDueAt(message?.headers as never) ?? 0;
    expect(dueAt - delayMs).toBeGreaterThanOrEqual(before);
    expect(dueAt - delayMs).toBeLessThanOrEqual(Date.now());
  }
  const last = failedMessage(topic, bed.broker.messages(topic)[0], new Error("handler"));
  expect(await retries.send({ ...last, attempts: 3 })).toBe("exhausted");
});

it("a message of no retry topic is due at no time", () => {
  expect(retryDueAt({})).toBeUndefined();
  expect(retryDueAt({ [names.retryDueAt]: Buffer.from("soon") })).toBeUndefined();
});

it.each([
  ["no delays", { delaysMs: [], whenExhausted: "skip" }, /delaysMs/],
  ["a delay that makes no sense", { delaysMs: [-1], whenExhausted: "skip" }, /delaysMs/],
  ["nothing for the end", { delaysMs: [1] }, /whenExhausted/],
] as const)("%s is a UsageError", (_what, options, message) => {
  const make = () => retryTopics(bed.kafka.producer(), options as never);
  expect(make).toThrow(UsageError);
  expect(make).toThrow(message);
});
