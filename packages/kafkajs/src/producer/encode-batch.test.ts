import { createDeserializer, MagicbyteError, SerializationError, type Step } from "@magicbyte/registry";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, startBed } from "../../test/bed.js";
import { order, orderKey } from "../../test/schemas.js";
import { defineTopic, int32, nullable, typedProducer, utf8 } from "../index.js";
import { encodeBatch, type RecordToEncode } from "./encode-batch.js";
import { createTopicPreparer, type PreparedTopic } from "./prepared-topic.js";

let bed: Bed;
let prepared: PreparedTopic;
beforeAll(async () => {
  bed = await startBed();
  const topic = defineTopic("encoded", { key: orderKey, value: nullable(order), headers: { attempt: int32 } });
  prepared = await createTopicPreparer({ client: bed.client }).prepare(topic);
});
afterAll(() => bed.close());

it("anything at all is encoded, or refused with an error of ours", () => {
  const part = fc.oneof(
    fc.anything(),
    fc.record({ id: fc.string(), quantity: fc.integer({ min: -10, max: 10 }), note: fc.option(fc.string()) }),
  );
  const message = fc.record(
    {
      key: part,
      value: part,
      headers: fc.oneof(
        fc.constant(undefined),
        fc.dictionary(fc.oneof(fc.string(), fc.constant("attempt")), fc.anything()),
      ),
      partition: fc.oneof(fc.constant(undefined), fc.integer({ min: -5, max: 5 }), fc.double()),
      timestamp: fc.oneof(fc.constant(undefined), fc.date({ noInvalidDate: false }), fc.double()),
    },
    { requiredKeys: [] },
  );
  let encoded = 0;
  fc.assert(
    fc.property(fc.array(message, { maxLength: 3 }), fc.constantFrom("prefix", "header"), (messages, schemaIdIn) => {
      try {
        const batch = encodeBatch(prepared, messages as RecordToEncode[], schemaIdIn as "prefix" | "header");
        expect(batch).toMatchObject({ topic: "encoded", records: messages.map(() => ({ key: expect.any(Buffer) })) });
        encoded += messages.length;
      } catch (error) {
        if (!(error instanceof MagicbyteError)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
  expect(encoded).toBeGreaterThan(0);
});

it("errors of headers, keys and values show nothing of what stands there", () => {
  const secret = "s3cret".repeat(3);
  const messages: RecordToEncode[] = [
    { key: { id: secret }, value: { id: 1, quantity: secret } },
    { key: secret, value: null },
    { key: { id: "a" }, value: null, headers: { attempt: secret } },
    { key: { id: "a" }, value: null, headers: { other: { secret } } },
  ];
  for (const message of messages) {
    const encode = () => encodeBatch(prepared, [message], "prefix");
    expect(encode).toThrow(SerializationError);
    expect(encode).not.toThrow(new RegExp(secret));
  }
});

describe("an asynchronous step", () => {
  const reversing: Step = {
    name: "reverse",
    forWriting: () => ({ async: true, payload: async (payload) => Buffer.from(payload).reverse() }),
    forReading: () => ({ async: true, payload: async (payload) => Buffer.from(payload).reverse() }),
  };
  const topic = defineTopic("reversed", { key: utf8, value: order });
  const newProducer = () =>
    bed.closing(typedProducer(bed.kafka.producer(), { client: bed.client, valueSteps: [reversing] }));

  it("is waited for, message by message in their order", async () => {
    const messages = Array.from({ length: 5 }, (_, quantity) => ({ key: "k", value: { id: "a", quantity } }));
    await newProducer().send(topic, messages);
    const values = createDeserializer({ client: bed.client, schema: order, steps: [reversing] });
    const read = await Promise.all(bed.broker.messages("reversed").map(({ value }) => values.deserialize(value)));
    expect(read.map((one) => one?.quantity)).toEqual([0, 1, 2, 3, 4]);
  });

  it("changes nothing in that all messages are sent, or none", async () => {
    const before = bed.broker.messages("reversed").length;
    const messages = [
      { key: "k", value: { id: "a", quantity: 1 } },
      { key: "k", value: { id: "a", quantity: 0.5 } },
    ];
    await expect(newProducer().send(topic, messages)).rejects.toMatchObject({ part: "value", index: 1 });
    expect(bed.broker.messages("reversed")).toHaveLength(before);
  });
});
