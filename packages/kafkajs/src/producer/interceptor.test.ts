import { SerializationError } from "@magicbyte/registry";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { order } from "../../test/schemas.js";
import { defineTopic, int32, type ProducerInterceptor, typedProducer, utf8 } from "../index.js";

let bed: Bed;
beforeAll(async () => {
  bed = await startBed({ broker: { defaultPartitions: 3 } });
});
afterAll(() => bed.close());

function newProducer(...interceptors: ProducerInterceptor[]) {
  return bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client, interceptors }));
}

it("an interceptor adds headers and chooses partitions, and the caller's messages stay as they are", async () => {
  const topic = defineTopic("intercepted", { key: utf8, value: order, headers: { attempt: int32 } });
  const message = Object.freeze({
    key: "a",
    value: { id: "a", quantity: 2 },
    headers: Object.freeze({ trace: "caller" }),
  });
  const producer = newProducer((next) => (request) => {
    for (const { records } of request.batches) {
      for (const record of records) {
        record.headers["attempt"] = 1;
        record.partition = (record.value as { quantity: number }).quantity;
      }
    }
    return next(request);
  });
  expect(await producer.send(topic, [message])).toMatchObject([{ partition: 2 }]);
  expect(bed.broker.messages("intercepted")[0]?.headers).toEqual({
    trace: Buffer.from("caller"),
    attempt: Buffer.from([0, 0, 0, 1]),
  });
  expect(message).not.toHaveProperty("partition");
});

it("the first interceptor stands outermost, and each knows the result", async () => {
  const seen: string[] = [];
  const observing =
    (name: string): ProducerInterceptor =>
    (next) =>
    async (request) => {
      seen.push(`${name} before ${request.batches.map(({ topic }) => topic.name)}`);
      const sent = await next(request);
      seen.push(`${name} after ${sent[0]?.baseOffset}`);
      return sent;
    };
  await newProducer(observing("outer"), observing("inner")).send(defineTopic("observed", { value: utf8 }), [
    { value: "a" },
  ]);
  expect(seen).toEqual(["outer before observed", "inner before observed", "inner after 0", "outer after 0"]);
});

it("an interceptor knows the error, of encoding as well", async () => {
  const errors: unknown[] = [];
  const producer = newProducer((next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      errors.push(error);
      throw error;
    }
  });
  const topic = defineTopic("failing", { value: order });
  const failed = producer.send(topic, [{ value: { id: "a", quantity: 0.5 } }]);
  await expect(failed).rejects.toThrow(SerializationError);
  expect(errors).toEqual([expect.any(SerializationError)]);
});

it("an interceptor knows whether it is in a transaction", async () => {
  const seen: boolean[] = [];
  const raw = bed.kafka.producer({ transactionalId: "t", idempotent: true, maxInFlightRequests: 1 });
  const observing: ProducerInterceptor = (next) => (request) => {
    seen.push(request.transactional);
    return next(request);
  };
  const producer = bed.closing(typedProducer(raw, { client: bed.client, interceptors: [observing] }));
  const topic = defineTopic("transactional", { value: utf8 });
  await producer.transaction((transaction) => transaction.send(topic, [{ value: "a" }]));
  expect(seen).toEqual([true]);
});
