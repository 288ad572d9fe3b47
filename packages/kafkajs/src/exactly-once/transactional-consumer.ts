import { UsageError } from "@magicbyte/registry";
import type { Admin, Consumer, Producer } from "kafkajs";
import type { KafkaConsumerAdapter, KafkaProducerAdapter, TopicPartition } from "../client/kafka-client.js";
import { type ConsumerControls, consumerAdapter, consumerControls } from "../consumer/consumer-controls.js";
import { createConsumption } from "../consumer/consumption.js";
import { deliverBatches } from "../consumer/delivery.js";
import type { TypedMessage } from "../consumer/message.js";
import type { Assignment } from "../consumer/partition-pauses.js";
import { type ConsumingOptions, consumingSettings } from "../consumer/settings.js";
import type { Dispatch } from "../consumer/settle.js";
import { checkSubscriptions } from "../consumer/subscription.js";
import type { TypedProducerOptions } from "../producer/producer-options.js";
import { typedProducer } from "../producer/typed-producer.js";
import type { AnyTopic } from "../topics/define-topic.js";
import { createPartitionTransactions, type PartitionTransactions } from "./partition-transactions.js";
import { runTransaction, type TransactionalHandler } from "./run-transaction.js";

/** How a transactional consumer is made. */
export type TransactionalConsumerOptions = Omit<ConsumingOptions, "concurrency" | "commitEveryMs"> & {
  /**
   * Makes the producer of an input partition. Its `transactionalId` must be the same wherever the partition is consumed,
   * and belong to no other: then whoever gets the partition fences whoever had it. For KafkaJS
   * `kafka.producer({ transactionalId: `billing-${topic}-${partition}`, idempotent: true, maxInFlightRequests: 1 })`.
   */
  readonly producer: (topic: string, partition: number) => Producer | KafkaProducerAdapter;
  /** Says what has been committed, once others are fenced: `kafka.admin()`. Connected and disconnected here. */
  readonly admin: Pick<Admin, "connect" | "disconnect" | "fetchOffsets">;
  /** Options of the typed producers. @default those of `typedProducer` */
  readonly producing?: Omit<TypedProducerOptions, "client"> | undefined;
  /**
   * How many messages a transaction may have. One that fails has the others handled again.
   * @default 100
   */
  readonly maxMessages?: number | undefined;
};

/** A consumer that handles every message exactly once, as far as Kafka can see: what it sends and what it has read. */
export type TransactionalConsumer<Raw = unknown> = ConsumerControls<Raw> & {
  /**
   * Consumes a topic. What the handler sends with the transaction it is given becomes visible together with the message's
   * offset, or never; what it does elsewhere may happen more than once. Dead letters are sent in transactions as well.
   *
   * @throws UsageError when called twice
   */
  run<T extends AnyTopic>(topic: T, handler: TransactionalHandler<TypedMessage<T>>): Promise<void>;
};

/**
 * Consumes, transforms and produces exactly once: `transactionalConsumer(kafka.consumer({ groupId }), { client, admin,
 * producer })`. The consumer must read committed messages only, as KafkaJS's do unless told otherwise.
 *
 * @throws UsageError when the options cannot be right
 */
export function transactionalConsumer(
  consumer: Consumer,
  options: TransactionalConsumerOptions,
): TransactionalConsumer<Consumer>;
export function transactionalConsumer<Raw>(
  consumer: KafkaConsumerAdapter<Raw>,
  options: TransactionalConsumerOptions,
): TransactionalConsumer<Raw>;
export function transactionalConsumer(
  consumer: Consumer | KafkaConsumerAdapter,
  options: TransactionalConsumerOptions,
): TransactionalConsumer<never> {
  const adapter = consumerAdapter("transactionalConsumer", consumer, options);
  if (!adapter.capabilities.rebalanceEvents || !adapter.capabilities.settingsPerRun) {
    throw new UsageError(
      `transactionalConsumer: ${adapter.clientName} must tell of its partitions, and leave committing to others`,
    );
  }
  const settings = consumingSettings("transactionalConsumer", options);
  checkOptions(options);
  const { admin, client, maxMessages = 100 } = options;
  const all = new Map<string, PartitionTransactions>();
  let consumerGroupId = "";
  let adminReady: Promise<void> | undefined;

  async function committedOffset({ topic, partition }: TopicPartition): Promise<bigint | undefined> {
    adminReady ??= admin.connect();
    await adminReady;
    const offsets = await admin.fetchOffsets({ groupId: consumerGroupId, topics: [topic] });
    const found = offsets.find((each) => each.topic === topic)?.partitions.find((each) => each.partition === partition);
    return found === undefined || found.offset.startsWith("-") ? undefined : BigInt(found.offset);
  }

  function makeProducer({ topic, partition }: TopicPartition) {
    const made = options.producer(topic, partition);
    const producing = { ...options.producing, client };
    return "capabilities" in made ? typedProducer(made, producing) : typedProducer(made, producing);
  }

  function transactionsOf(place: TopicPartition): PartitionTransactions {
    const name = `${place.topic}/${place.partition}`;
    let transactions = all.get(name);
    if (transactions === undefined) {
      transactions = createPartitionTransactions({
        place,
        makeProducer: () => makeProducer(place),
        committedOffset: () => committedOffset(place),
        group: { consumerGroupId, consumer: adapter.raw },
        isFenced: (error) => adapter.errorKind(error) === "fenced",
      });
      all.set(name, transactions);
    }
    return transactions;
  }

  const dispatch: Dispatch = async (failed, send) => {
    const offset = BigInt(failed.offset);
    await transactionsOf(failed).run(async (transaction, position) => {
      if (offset < position) return undefined;
      return (await send(transaction)) ? offset + 1n : undefined;
    });
  };

  function dropLost(assignment: Assignment): void {
    for (const [name, transactions] of all) {
      const [topic = "", partition] = name.split("/");
      if (assignment[topic]?.includes(Number(partition))) continue;
      all.delete(name);
      void transactions.drop();
    }
  }

  async function end(): Promise<void> {
    const dropped = [...all.values()].map((transactions) => transactions.drop());
    all.clear();
    await Promise.all(dropped);
    if (adminReady !== undefined) await adminReady.then(() => admin.disconnect()).catch(() => {});
    adminReady = undefined;
  }

  const consumption = createConsumption({
    // Whoever was fenced by mistake, or by a time-out of the broker, takes the partition back: if it is not its own any
    // more, the next heartbeat says so, and if it is, nothing is lost.
    adapter: { ...adapter, errorKind: (error) => fencedIsOutage(adapter.errorKind(error)) },
    settings,
    readerOptions: options,
    autoCommit: false,
    dispatch,
    onAssigned(assignment, groupId) {
      consumerGroupId = groupId;
      dropLost(assignment);
    },
    onEnded: end,
  });

  return Object.assign(consumerControls(adapter, consumption), {
    async run(topic: AnyTopic, handler: TransactionalHandler<never>) {
      checkSubscriptions("run", [{ topic, handler }]);
      const deliver = deliverBatches(
        (batch) => runTransaction(batch, transactionsOf(batch), handler as TransactionalHandler),
        maxMessages,
        "first",
      );
      await consumption.start([{ topic, deliver }]);
    },
  }) as TransactionalConsumer<never>;
}

function fencedIsOutage(kind: ReturnType<KafkaConsumerAdapter["errorKind"]>) {
  return kind === "fenced" ? "outage" : kind;
}

function checkOptions({ producer, admin, maxMessages = 1 }: TransactionalConsumerOptions): void {
  if (typeof producer !== "function") {
    throw new UsageError(
      "transactionalConsumer needs `producer`: (topic, partition) => kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 })",
    );
  }
  if (typeof admin?.fetchOffsets !== "function") {
    throw new UsageError("transactionalConsumer needs an `admin`: kafka.admin()");
  }
  if (!(maxMessages >= 1)) throw new UsageError("transactionalConsumer: `maxMessages` must be a number from 1 on");
}
