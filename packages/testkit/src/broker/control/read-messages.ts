import type { Cluster } from "../cluster/cluster.js";
import type { AbortedTransaction, Isolation } from "../log/partition-log.js";
import type { Partition } from "../log/topic.js";
import { attribute, readHeader } from "../records/batch-header.js";
import { type LogRecord, readRecords } from "../records/read-records.js";
import { RecordFormatError } from "../records/record-format-error.js";

/** A header's value; several where its name stands more than once. */
export type HeaderValue = Buffer | null | readonly (Buffer | null)[];

/** A message as a consumer would get it. Its buffers are copies. */
export interface BrokerMessage {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, HeaderValue>>;
}

export interface MessagesOptions {
  /** @default all, one after another */
  readonly partition?: number | undefined;
  /**
   * Whether messages of transactions that are open or were aborted are among them.
   *
   * @default "read_committed", which leaves them out
   */
  readonly isolation?: Isolation | undefined;
}

/**
 * What is in a topic, by partition and offset.
 *
 * @throws Error when there is no such topic or partition, or when a batch cannot be decompressed
 */
export function readMessages(cluster: Cluster, name: string, options: MessagesOptions = {}): BrokerMessage[] {
  const topic = cluster.topic(name);
  if (topic === undefined) throw new Error(`there is no topic ${name}`);
  const { partition: index, isolation = "read_committed" } = options;
  const partitions = index === undefined ? topic.partitions : topic.partitions.slice(index, index + 1);
  if (partitions.length === 0) throw new Error(`topic ${name} has no partition ${index}`);
  return partitions.flatMap((partition) => readPartition(name, partition, isolation));
}

function readPartition(topic: string, { index, log }: Partition, isolation: Isolation): BrokerMessage[] {
  const { batches, aborted } = log.read(log.logStartOffset, Number.POSITIVE_INFINITY, isolation, false);
  return batches
    .filter((batch) => isVisible(batch, aborted))
    .flatMap((batch) => recordsOf(topic, index, batch))
    .filter((record) => record.offset >= log.logStartOffset)
    .map((record) => messageOf(index, record));
}

function isVisible(batch: Buffer, aborted: readonly AbortedTransaction[]): boolean {
  const { attributes, baseOffset, producerId } = readHeader(batch);
  if (attributes & attribute.control) return false;
  if (!(attributes & attribute.transactional)) return true;
  return !aborted.some(
    (transaction) =>
      transaction.producerId === producerId &&
      transaction.firstOffset <= baseOffset &&
      baseOffset < transaction.lastOffset,
  );
}

function recordsOf(topic: string, partition: number, batch: Buffer): LogRecord[] {
  try {
    return readRecords(batch);
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    const { baseOffset } = readHeader(batch);
    throw new Error(`the batch at offset ${baseOffset} of ${topic}/${partition} cannot be read: ${error.message}`, {
      cause: error,
    });
  }
}

function messageOf(partition: number, record: LogRecord): BrokerMessage {
  const { offset, timestamp, key, value } = record;
  return { partition, offset, timestamp, key: copy(key), value: copy(value), headers: headersOf(record) };
}

function headersOf(record: LogRecord): Record<string, HeaderValue> {
  const headers = new Map<string, HeaderValue>();
  for (const [name, bytes] of record.headers) {
    const value = copy(bytes);
    const known = headers.get(name);
    if (known === undefined) headers.set(name, value);
    else headers.set(name, [...(Array.isArray(known) ? known : [known]), value]);
  }
  return Object.fromEntries(headers);
}

function copy(bytes: Buffer | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes);
}
