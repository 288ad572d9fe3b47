import { UsageError } from "@magicbyte/registry";
import type { Producer } from "kafkajs";
import type { KafkaProducerAdapter } from "../client/kafka-client.js";
import { kafkaJsProducer } from "../client/kafkajs-producer.js";
import { createConnection } from "../producer/connection.js";
import type { RecordsSender } from "../producer/typed-sender.js";

/** What sends records as they are, of whatever producer there is. A client's own is connected with the first of them. */
export function recordsSender(
  producer: RecordsSender | Producer | KafkaProducerAdapter,
  caller: string,
): RecordsSender {
  if (typeof producer !== "object" || producer === null || !("sendRecords" in producer || "sendBatch" in producer)) {
    throw new UsageError(`${caller} takes a producer: of typedProducer(...), or kafka.producer()`);
  }
  if ("sendRecords" in producer) return producer;
  const adapter = "capabilities" in producer ? producer : kafkaJsProducer(producer);
  const connection = createConnection(adapter, async () => {});
  return {
    async sendRecords(batch, settings = {}) {
      await connection.ready();
      return adapter.sendBatch(batch, settings);
    },
  };
}
