import { UsageError } from "@magicbyte/registry";
import type { Producer } from "kafkajs";
import type { KafkaProducerAdapter, RecordSender } from "../client/kafka-client.js";
import { kafkaJsProducer } from "../client/kafkajs-producer.js";
import type { AnyTopic } from "../topics/define-topic.js";
import { createConnection } from "./connection.js";
import { createTopicPreparer } from "./prepared-topic.js";
import type { TypedProducerOptions } from "./producer-options.js";
import {
  createTypedTransaction,
  runInTransaction,
  type TransactionScope,
  type TypedTransaction,
} from "./transaction.js";
import { createTypedSender, type TypedSender } from "./typed-sender.js";

/** A client that is not known may have events; one that is known has none. */
type UnlessKnown<Raw> = unknown extends Raw ? unknown : undefined;

/** A producer whose messages are typed by their topic. */
export type TypedProducer<Raw = unknown> = TypedSender & {
  /** The client's own producer, with its logger, its events and all else. */
  readonly raw: Raw;
  /** The names of the client's events, where it has some. */
  readonly events: Raw extends { readonly events: infer Events } ? Events : UnlessKnown<Raw>;
  /** Listens to an event of the client, where it has some. Returns what ends it. */
  readonly on: Raw extends { readonly on: infer On } ? On : UnlessKnown<Raw>;
  /**
   * Prepares the schemas of `topics`, then connects. When either fails the producer is disconnected again. The first
   * send connects by itself where this has not been called.
   *
   * @throws SerializationError that names topic and part when a schema cannot be prepared
   */
  connect(): Promise<void>;
  /** Disconnects. `connect` may be called again. */
  disconnect(): Promise<void>;
  /** Prepares the schemas of further topics now, rather than with their first message. */
  prepare(...topics: readonly AnyTopic[]): Promise<void>;
  /** Begins a transaction, which you commit or abort. The client must have been made for it (`transactionalId`). */
  transaction(): Promise<TypedTransaction>;
  /** Runs work in a transaction: commits it when the work is done, aborts it when the work fails. Gives its result. */
  transaction<R>(work: (transaction: TransactionScope) => Promise<R>): Promise<R>;
};

/**
 * Sends typed messages: `typedProducer(kafka.producer(), { client })`. Wraps the producer and changes nothing of it.
 *
 * @throws UsageError when the options cannot be right
 */
export function typedProducer(producer: Producer, options: TypedProducerOptions): TypedProducer<Producer>;
export function typedProducer<Raw>(
  producer: KafkaProducerAdapter<Raw>,
  options: TypedProducerOptions,
): TypedProducer<Raw>;
export function typedProducer(
  producer: Producer | KafkaProducerAdapter,
  options: TypedProducerOptions,
): TypedProducer<never> {
  checkOptions(producer, options);
  const adapter = "capabilities" in producer ? producer : kafkaJsProducer(producer);
  const { clientName, capabilities, raw } = adapter;
  const preparer = createTopicPreparer(options);
  const connection = createConnection(adapter, async () => {
    await Promise.all((options.topics ?? []).map((topic) => preparer.prepare(topic)));
  });

  function senderTo(sender: RecordSender, transactional: boolean): TypedSender {
    return createTypedSender({
      sender,
      clientName,
      settingsPerBatch: capabilities.settingsPerBatch,
      transactional,
      preparer,
      options,
      ready: connection.ready,
    });
  }

  async function transaction<R>(work?: (transaction: TransactionScope) => Promise<R>): Promise<R | TypedTransaction> {
    await connection.ready();
    const begun = await adapter.transaction();
    const typed = createTypedTransaction(begun, senderTo(begun, true), clientName, capabilities.transactionalOffsets);
    return work === undefined ? typed : runInTransaction(typed, work);
  }

  const { events, on } = raw as { readonly events?: unknown; readonly on?: unknown };
  return {
    ...senderTo(adapter, false),
    raw,
    events,
    on,
    connect: connection.connect,
    disconnect: connection.disconnect,
    async prepare(...topics: readonly AnyTopic[]) {
      await Promise.all(topics.map((topic) => preparer.prepare(topic)));
    },
    transaction,
  } as TypedProducer<never>;
}

function checkOptions(producer: unknown, options: TypedProducerOptions | undefined): void {
  if (typeof producer !== "object" || producer === null || !("sendBatch" in producer)) {
    throw new UsageError("typedProducer takes a producer: typedProducer(kafka.producer(), { client })");
  }
  if (options?.client?.subjects === undefined) {
    throw new UsageError("typedProducer needs a `client`: createRegistryClient({ baseUrl })");
  }
}
