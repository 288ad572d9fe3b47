/*
 * The seam between the wrappers and a Kafka client: what they need of it, and no more. KafkaJS's adapters are in
 * kafkajs-producer.ts and kafkajs-consumer.ts.
 */

/** A record's headers as clients give them: a header that stands more than once is a list. */
export type RawHeaders = { readonly [name: string]: RawHeader | readonly RawHeader[] | undefined };

/** One header's value. Kafka allows null. */
export type RawHeader = Buffer | string | null;

/** A record's headers as clients take them. KafkaJS cannot write null. */
export type WritableHeaders = { readonly [name: string]: Buffer | string | readonly (Buffer | string)[] };

/** A record as it is handed to a client. */
export type RawRecord = {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: WritableHeaders | undefined;
  readonly partition?: number | undefined;
  /** Milliseconds since 1970, as text. */
  readonly timestamp?: string | undefined;
};

/** A record as a client gives it. */
export type ReceivedRecord = {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
  /** Milliseconds since 1970, as text. */
  readonly timestamp: string;
  readonly offset: string;
};

/** Records for a topic. */
export type TopicRecords = { readonly topic: string; readonly records: readonly RawRecord[] };

/** How a batch is sent, where the client can be told so for each batch. */
export type SendSettings = {
  /**
   * How many replicas must have it: -1 all of those in sync, 1 the leader, 0 nobody.
   * @default the client's: -1
   */
  readonly acks?: number | undefined;
  /**
   * How long the brokers may take.
   * @default the client's: 30_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * The codec, as the client numbers it: KafkaJS's `CompressionTypes`.
   * @default the client's: none
   */
  readonly compression?: number | undefined;
};

/** Where records went: one entry for each topic and partition. */
export type SentPartition = {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the first record; undefined with `acks: 0`. */
  readonly baseOffset: string | undefined;
};

/** Offsets to commit: the next ones to read. */
export type TopicOffsets = {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
};

/** What a producer's client can do. What it cannot is refused with a UsageError, not ignored. */
export type ProducerCapabilities = {
  /** Whether `acks`, `timeoutMs` and `compression` can be given with each batch, or only when the client is made. */
  readonly settingsPerBatch: boolean;
  /** What committing offsets in a transaction needs: the group's name, the consumer itself, or it cannot be done. */
  readonly transactionalOffsets: "group-id" | "consumer" | false;
};

/** What sends records: a producer, or a transaction. */
export type RecordSender = {
  sendBatch(batch: readonly TopicRecords[], settings: SendSettings): Promise<readonly SentPartition[]>;
};

/** A transaction of a client. */
export type KafkaTransactionAdapter = RecordSender & {
  /** `consumer` is the client's own object, for those that need it. */
  sendOffsets(offsets: {
    readonly groupId: string | undefined;
    readonly consumer: unknown;
    readonly topics: readonly TopicOffsets[];
  }): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
  /** Whether it can still be committed or aborted. */
  isActive(): boolean;
};

/** A producer of a client. `raw` is the client's own object. */
export type KafkaProducerAdapter<Raw = unknown> = RecordSender & {
  /** The client's name, for errors. */
  readonly clientName: string;
  readonly raw: Raw;
  readonly capabilities: ProducerCapabilities;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Rejects where the client was not made for transactions. */
  transaction(): Promise<KafkaTransactionAdapter>;
};

/** What a consumer's client can do. The consumer says which behaviour depends on what it cannot. */
export type ConsumerCapabilities = {
  /** Whether `onRebalancing` and `onJoined` are called. Without them `signal` says nothing of a rebalance. */
  readonly rebalanceEvents: boolean;
  /** Whether partitions can be paused one by one, and stay so through a rebalance that leaves them where they are. */
  readonly pausePartitions: boolean;
  /** Whether the handler of a batch says which offsets are done, rather than the end of the batch. */
  readonly resolveOffsets: boolean;
  /** Whether `heartbeat()` does something, or the client heartbeats by itself. */
  readonly heartbeats: "by-handler" | "by-client";
  /** Whether where to begin, and how to commit, are chosen when consumption is run, or only when the client is made. */
  readonly settingsPerRun: boolean;
};

/** Topic and partition. */
export type TopicPartition = { readonly topic: string; readonly partition: number };

/** One fetched batch of one partition, and what its handler may do meanwhile. */
export type FetchedBatch = TopicPartition & {
  readonly records: readonly ReceivedRecord[];
  /** The offset of the next record that will be written to the partition. */
  readonly highWatermark: string;
  /** Says that the record at this offset, and those before it, are done. */
  resolveOffset(offset: string): void;
  /** Rejects with an error of the client while the group rebalances. */
  heartbeat(): Promise<void>;
  /** Commits what was resolved, if that is due; with offsets, commits those now. */
  commitIfDue(offsets?: readonly TopicOffsets[]): Promise<void>;
  /** False once the consumer is being stopped. */
  isRunning(): boolean;
  /** True when a seek made the batch useless. */
  isStale(): boolean;
};

/** How consumption is run. */
export type RunSettings = {
  readonly partitionsConcurrently: number;
  /** Whether resolved offsets are committed by the client. */
  readonly autoCommit: boolean;
  readonly autoCommitIntervalMs?: number | undefined;
  readonly autoCommitThreshold?: number | undefined;
  eachBatch(batch: FetchedBatch): Promise<void>;
};

/** What a consumer's client tells. Each member may be left out. */
export type ConsumerListener = {
  /** The group begins to rebalance: what is assigned may be taken away. */
  readonly onRebalancing?: (() => void) | undefined;
  /** The group has been joined: partitions by topic, and the group's name. */
  readonly onJoined?: ((assignment: Readonly<Record<string, readonly number[]>>, groupId: string) => void) | undefined;
  /** Consumption has ended by an error. `restarting`: the client begins anew by itself. */
  readonly onCrash?: ((error: Error, restarting: boolean) => void) | undefined;
  /** Consumption has been stopped. */
  readonly onStopped?: (() => void) | undefined;
};

/**
 * What an error of a client says:
 *
 * - `group`: the group rebalances, or this member is no longer what it was. Neither a handler's failure nor a message's
 *   fault: the client gets the error back, and joins again
 * - `outage`: brokers do not answer, or cannot now. Trying again may help
 * - `fenced`: another producer has taken over the transactional id
 * - `other`: anything else, which is the fault of whoever called the client
 */
export type ClientErrorKind = "group" | "outage" | "fenced" | "other";

/** A consumer of a client. `raw` is the client's own object. */
export type KafkaConsumerAdapter<Raw = unknown> = {
  /** The client's name, for errors. */
  readonly clientName: string;
  readonly raw: Raw;
  readonly capabilities: ConsumerCapabilities;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribe(topics: readonly string[], fromBeginning: boolean): Promise<void>;
  /** Resolves once consumption runs. */
  run(settings: RunSettings): Promise<void>;
  /** Resolves when the handlers under way have ended. */
  stop(): Promise<void>;
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  seek(place: TopicPartition & { readonly offset: string }): void;
  commitOffsets(offsets: readonly TopicOffsets[]): Promise<void>;
  /** Returns what ends it. */
  listen(listener: ConsumerListener): () => void;
  /** What an error says that is the client's own; undefined for any other error. Its causes are not looked at. */
  errorKind(error: unknown): ClientErrorKind | undefined;
  /** The error to throw out of `eachBatch` so that consumption ends and is not begun anew: `error` is its original. */
  fatalError(error: Error): Error;
};
