import type { Partition, Topic } from "../log/topic.js";
import { configOf, isCompacted } from "../log/topic-config.js";
import { attribute, readHeader } from "../records/batch-header.js";
import { checkProducedBatch } from "../records/check-batch.js";
import { codec } from "../records/codec.js";
import { readRecords } from "../records/read-records.js";
import { RecordFormatError } from "../records/record-format-error.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi, noReply } from "./define-api.js";
import { ledPartition } from "./leadership.js";
import { mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";

interface Produced {
  readonly index: number;
  readonly error: ErrorCode;
  readonly baseOffset: number;
  readonly appendTime: number;
  readonly logStartOffset: number;
}

const FIRST_WITH_BATCHES = 3;

export const produce = defineApi({
  key: 0,
  name: "Produce",
  // Versions before 3, which carry older formats of records, are refused partition by partition. They are announced because
  // librdkafka does not compress for a broker that has no version 0, for which Kafka 4 announces them too.
  versions: [0, 7],
  handle(request, context) {
    const { version } = context;
    if (version >= FIRST_WITH_BATCHES) request.nullableString(); // transactional id: batches name their producer
    const acks = request.int16();
    request.int32(); // time-out: nothing is waited for
    const data = readByTopic(request, (reader) => ({ index: reader.int32(), batch: reader.nullableBytes() }));

    const results = mapByTopic(data, (topic, { index, batch }) => {
      const result = append(context, topic, index, batch ?? Buffer.alloc(0), acks);
      return { index, ...result };
    });
    if (acks === 0) {
      // The only way to say that something went wrong.
      if (results.some(({ partitions }) => partitions.some(({ error }) => error !== errorCode.NONE))) {
        context.connection.destroy();
      }
      return noReply;
    }
    const answer = writeByTopic(new Writer(), results, (writer, result) => {
      writer.int32(result.index).int16(result.error).int64(result.baseOffset);
      if (version >= 2) writer.int64(result.appendTime);
      if (version >= 5) writer.int64(result.logStartOffset);
    });
    return version >= 1 ? answer.int32(0) : answer;
  },
});

function append(
  context: ApiContext,
  topic: string,
  index: number,
  batch: Buffer,
  acks: number,
): Omit<Produced, "index"> {
  const refused = (error: ErrorCode) => ({ error, baseOffset: -1, appendTime: -1, logStartOffset: -1 });
  if (context.version < FIRST_WITH_BATCHES) return refused(errorCode.UNSUPPORTED_VERSION);
  if (acks < -1 || acks > 1) return refused(errorCode.INVALID_REQUIRED_ACKS);
  const { error, partition } = ledPartition(context, topic, index);
  if (error !== undefined) return refused(error);
  const described = context.cluster.topic(topic);
  if (described === undefined) return refused(errorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const problem = check(context, described, partition, batch, acks);
  if (problem !== errorCode.NONE) return refused(problem);
  try {
    const result = partition.log.append(context.cluster.arena.keep(batch));
    return { ...result, logStartOffset: result.error === errorCode.NONE ? partition.log.logStartOffset : -1 };
  } catch {
    return refused(errorCode.KAFKA_STORAGE_ERROR);
  }
}

function check(context: ApiContext, topic: Topic, partition: Partition, batch: Buffer, acks: number): ErrorCode {
  const { configs } = topic;
  const maxBytes = Number(configs.get("max.message.bytes") ?? context.cluster.settings.maxMessageBytes);
  if (batch.length > maxBytes) return errorCode.MESSAGE_TOO_LARGE;
  if (acks === -1 && partition.inSync.length < Number(configOf(configs, "min.insync.replicas"))) {
    return errorCode.NOT_ENOUGH_REPLICAS;
  }
  const problem = checkProducedBatch(batch);
  if (problem !== errorCode.NONE) return problem;
  const { attributes, producerId, producerEpoch } = readHeader(batch);
  if ((attributes & attribute.codecMask) === codec.zstd && context.version < 7) {
    return errorCode.UNSUPPORTED_COMPRESSION_TYPE;
  }
  if (isCompacted(configs) && !allHaveKeys(batch)) return errorCode.INVALID_RECORD;
  return attributes & attribute.transactional
    ? context.cluster.transactions.mayAppend(producerId, producerEpoch, topic.name, partition.index)
    : errorCode.NONE;
}

/** What cannot be unpacked is taken on trust. */
function allHaveKeys(batch: Buffer): boolean {
  try {
    return readRecords(batch).every((record) => record.key !== null);
  } catch (error) {
    if (error instanceof RecordFormatError) return true;
    throw error;
  }
}
