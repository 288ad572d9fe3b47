import { UsageError } from "@magicbyte/registry";
import type { Message, Producer, RecordMetadata, Transaction } from "kafkajs";
import type {
  KafkaProducerAdapter,
  ProducerCapabilities,
  RecordSender,
  SendSettings,
  SentPartition,
  TopicRecords,
} from "./kafka-client.js";

const capabilities: ProducerCapabilities = {
  settingsPerBatch: true,
  transactionalOffsets: "group-id",
};

/** KafkaJS's producer behind the seam. `typedProducer` makes one by itself of what `kafka.producer()` gives. */
export function kafkaJsProducer(producer: Producer): KafkaProducerAdapter<Producer> {
  return {
    clientName: "KafkaJS",
    raw: producer,
    capabilities,
    connect: () => producer.connect(),
    disconnect: () => producer.disconnect(),
    ...senderOf(producer),
    async transaction() {
      const transaction = await producer.transaction();
      return {
        ...senderOf(transaction),
        async sendOffsets({ groupId, topics }) {
          if (groupId === undefined) {
            throw new UsageError("sendOffsets: KafkaJS needs the group's name: { consumerGroupId, topics }");
          }
          await transaction.sendOffsets({
            consumerGroupId: groupId,
            topics: topics.map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })),
          });
        },
        commit: () => transaction.commit(),
        abort: () => transaction.abort(),
        isActive: () => transaction.isActive(),
      };
    },
  };
}

function senderOf(sender: Producer | Transaction): RecordSender {
  return {
    async sendBatch(batch, settings) {
      const sent = (await sender.sendBatch({ ...sendSettings(settings), topicMessages: batch.map(topicMessages) })).map(
        sentPartition,
      );
      if (settings.acks !== 0) refuseLostRecords(batch, sent);
      return sent;
    },
  };
}

/**
 * A record has the members of KafkaJS's messages; where one is undefined KafkaJS does as if it were missing. It changes
 * neither lists nor headers.
 */
function topicMessages({ topic, records }: TopicRecords): { topic: string; messages: Message[] } {
  return { topic, messages: records as readonly unknown[] as Message[] };
}

/** KafkaJS leaves records for a partition that does not exist out, without a word. */
function refuseLostRecords(batch: readonly TopicRecords[], sent: readonly SentPartition[]): void {
  for (const { topic, records } of batch) {
    for (const { partition } of records) {
      if (partition === undefined || sent.some((one) => one.topic === topic && one.partition === partition)) continue;
      throw new UsageError(
        `topic "${topic}" has no partition ${partition}: messages for it were not sent, those for others were`,
      );
    }
  }
}

function sendSettings({ acks, timeoutMs, compression }: SendSettings) {
  return {
    ...(acks === undefined ? {} : { acks }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(compression === undefined ? {} : { compression }),
  };
}

function sentPartition({ topicName, partition, baseOffset, offset }: RecordMetadata): SentPartition {
  return { topic: topicName, partition, baseOffset: baseOffset ?? offset };
}
