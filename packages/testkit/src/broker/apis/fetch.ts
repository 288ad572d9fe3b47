import type { Isolation, LogRead } from "../log/partition-log.js";
import { attribute, headerAt } from "../records/batch-header.js";
import { codec } from "../records/codec.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";
import { ledPartition } from "./leadership.js";
import { type ByTopic, mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";
import { waitForChange } from "./wait-for-change.js";

interface Wanted {
  readonly index: number;
  readonly leaderEpoch: number;
  readonly offset: number;
  readonly maxBytes: number;
}

interface FetchRequest {
  readonly maxBytes: number;
  readonly isolation: Isolation;
  readonly topics: readonly ByTopic<Wanted>[];
}

interface Fetched {
  readonly index: number;
  readonly error: ErrorCode;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly read: LogRead;
}

const nothing: LogRead = { batches: [], size: 0, aborted: [] };

export const fetch = defineApi({
  key: 1,
  name: "Fetch",
  versions: [4, 11],
  async handle(request, context) {
    const { version } = context;
    request.int32(); // replica id: consumers only
    const maxWaitMs = request.int32();
    const minBytes = request.int32();
    const maxBytes = request.int32();
    const isolation: Isolation = request.int8() === 1 ? "read_committed" : "read_uncommitted";
    const sessionId = version >= 7 ? request.int32() : 0;
    if (version >= 7) request.int32(); // session epoch
    const topics = readByTopic(request, (reader) => readWanted(reader, version));
    if (sessionId !== 0) return writeAnswer(version, errorCode.FETCH_SESSION_ID_NOT_FOUND, isolation, []);

    const wanted = { maxBytes, isolation, topics };
    const deadline = Date.now() + maxWaitMs;
    let found = readAll(context, wanted);
    while (!found.failed && found.size < minBytes) {
      const changed = await waitForChange(context, topics, deadline - Date.now());
      found = readAll(context, wanted);
      if (!changed) break;
    }
    return writeAnswer(version, errorCode.NONE, isolation, found.topics);
  },
});

function readWanted(reader: Reader, version: number): Wanted {
  const index = reader.int32();
  const leaderEpoch = version >= 9 ? reader.int32() : -1;
  const offset = reader.int64();
  if (version >= 5) reader.int64(); // the follower's log start
  return { index, leaderEpoch, offset, maxBytes: reader.int32() };
}

function readAll(context: ApiContext, { maxBytes, isolation, topics }: FetchRequest) {
  let size = 0;
  let failed = false;
  const answers = mapByTopic(topics, (topic, wanted): Fetched => {
    const { index, offset } = wanted;
    const { error, partition } = ledPartition(context, topic, index, wanted.leaderEpoch);
    if (error !== undefined) {
      failed = true;
      return { index, error, highWatermark: -1, lastStableOffset: -1, logStartOffset: -1, read: nothing };
    }
    const { nextOffset: highWatermark, lastStableOffset, logStartOffset } = partition.log;
    const offsets = { index, highWatermark, lastStableOffset, logStartOffset };
    if (offset < logStartOffset || offset > highWatermark) {
      failed = true;
      return { ...offsets, error: errorCode.OFFSET_OUT_OF_RANGE, read: nothing };
    }
    // The first batch of an answer comes whole, so that one above the limits does not block its partition for ever.
    const room = Math.min(wanted.maxBytes, maxBytes - size);
    const read = room > 0 || size === 0 ? partition.log.read(offset, room, isolation, size === 0) : nothing;
    if (context.version < 10 && read.batches.some(isZstd)) {
      failed = true;
      return { ...offsets, error: errorCode.UNSUPPORTED_COMPRESSION_TYPE, read: nothing };
    }
    size += read.size;
    return { ...offsets, error: errorCode.NONE, read };
  });
  return { topics: answers, size, failed };
}

function isZstd(batch: Buffer): boolean {
  return (batch.readInt16BE(headerAt.attributes) & attribute.codecMask) === codec.zstd;
}

function writeAnswer(
  version: number,
  error: ErrorCode,
  isolation: Isolation,
  topics: readonly ByTopic<Fetched>[],
): Writer {
  const answer = new Writer().int32(0);
  // Session 0: there are no incremental fetches here, which every client can do without.
  if (version >= 7) answer.int16(error).int32(0);
  return writeByTopic(answer, topics, (writer, fetched) => {
    const { read } = fetched;
    writer.int32(fetched.index).int16(fetched.error).int64(fetched.highWatermark).int64(fetched.lastStableOffset);
    if (version >= 5) writer.int64(fetched.logStartOffset);
    writer.array(isolation === "read_committed" ? read.aborted : null, (inner, transaction) =>
      inner.int64(transaction.producerId).int64(transaction.firstOffset),
    );
    if (version >= 11) writer.int32(-1); // no other replica to read from
    writer.int32(read.size);
    for (const batch of read.batches) writer.raw(batch);
  });
}
