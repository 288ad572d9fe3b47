import type { Consumer, EachBatchPayload } from "kafkajs";
import type {
  ConsumerCapabilities,
  FetchedBatch,
  KafkaConsumerAdapter,
  ReceivedRecord,
  RunSettings,
  TopicOffsets,
  TopicPartition,
} from "./kafka-client.js";
import { kafkaJsErrorKind } from "./kafkajs-errors.js";

const capabilities: ConsumerCapabilities = {
  rebalanceEvents: true,
  pausePartitions: true,
  resolveOffsets: true,
  heartbeats: "by-handler",
  settingsPerRun: true,
};

/** KafkaJS's consumer behind the seam. `typedConsumer` makes one by itself of what `kafka.consumer()` gives. */
export function kafkaJsConsumer(consumer: Consumer): KafkaConsumerAdapter<Consumer> {
  return {
    clientName: "KafkaJS",
    raw: consumer,
    capabilities,
    connect: () => consumer.connect(),
    disconnect: () => consumer.disconnect(),
    subscribe: (topics, fromBeginning) => consumer.subscribe({ topics: [...topics], fromBeginning }),
    run: (settings) => consumer.run(runConfig(settings)),
    stop: () => consumer.stop(),
    pause: (partitions) => consumer.pause(byTopic(partitions)),
    resume: (partitions) => consumer.resume(byTopic(partitions)),
    seek: (place) => consumer.seek(place),
    commitOffsets: (offsets) => consumer.commitOffsets(flatOffsets(offsets)),
    listen({ onRebalancing, onJoined, onCrash, onStopped }) {
      const { REBALANCING, GROUP_JOIN, CRASH, STOP } = consumer.events;
      const ends = [
        consumer.on(REBALANCING, () => onRebalancing?.()),
        consumer.on(GROUP_JOIN, ({ payload }) => onJoined?.(payload.memberAssignment, payload.groupId)),
        consumer.on(CRASH, ({ payload }) => onCrash?.(payload.error, payload.restart)),
        consumer.on(STOP, () => onStopped?.()),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    errorKind: kafkaJsErrorKind,
    fatalError,
  };
}

function runConfig(settings: RunSettings) {
  const { autoCommit, autoCommitIntervalMs, autoCommitThreshold, partitionsConcurrently } = settings;
  return {
    autoCommit,
    ...(autoCommitIntervalMs === undefined ? {} : { autoCommitInterval: autoCommitIntervalMs }),
    ...(autoCommitThreshold === undefined ? {} : { autoCommitThreshold }),
    partitionsConsumedConcurrently: partitionsConcurrently,
    // The end of a handler says nothing of the messages it could not finish.
    eachBatchAutoResolve: false,
    eachBatch: (payload: EachBatchPayload) => settings.eachBatch(fetchedBatch(payload)),
  };
}

function fetchedBatch(payload: EachBatchPayload): FetchedBatch {
  const { topic, partition, highWatermark, messages } = payload.batch;
  return {
    topic,
    partition,
    highWatermark,
    // KafkaJS's messages have the members of a record; those of messages older than 0.11 lack headers.
    records: messages as readonly unknown[] as readonly ReceivedRecord[],
    resolveOffset: payload.resolveOffset,
    heartbeat: payload.heartbeat,
    commitIfDue: (offsets) =>
      payload.commitOffsetsIfNecessary(
        offsets === undefined
          ? undefined
          : { topics: offsets.map(({ topic: name, partitions }) => ({ topic: name, partitions: [...partitions] })) },
      ),
    isRunning: payload.isRunning,
    isStale: payload.isStale,
  };
}

function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const found = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = found.get(topic);
    if (known === undefined) found.set(topic, [partition]);
    else known.push(partition);
  }
  return [...found].map(([topic, numbers]) => ({ topic, partitions: numbers }));
}

function flatOffsets(offsets: readonly TopicOffsets[]) {
  return offsets.flatMap(({ topic, partitions }) => partitions.map((place) => ({ topic, ...place })));
}

/**
 * KafkaJS looks for the end of the chain of causes and begins anew unless `retriable` is false there, so the original
 * must not be a cause: it may be, or have in its chain, an error of KafkaJS. Nor may it be a member: KafkaJS logs those.
 */
function fatalError(original: Error): Error {
  const fatal = Object.assign(new Error(original.message), { retriable: false });
  if (original.stack !== undefined) fatal.stack = original.stack;
  return fatal;
}
