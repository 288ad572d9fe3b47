import type { Isolation, PartitionLog } from "../log/partition-log.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";
import { ledPartition } from "./leadership.js";
import { mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";

/** What stands in the place of a time to ask for the ends of the log. */
const LATEST = -1;
const EARLIEST = -2;

interface Found {
  readonly error?: ErrorCode;
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export const listOffsets = defineApi({
  key: 2,
  name: "ListOffsets",
  versions: [1, 5],
  handle(request, context) {
    const { version } = context;
    request.int32(); // replica id: consumers only
    const isolation: Isolation = version >= 2 && request.int8() === 1 ? "read_committed" : "read_uncommitted";
    const asked = readByTopic(request, (reader) => ({
      index: reader.int32(),
      leaderEpoch: version >= 4 ? reader.int32() : -1,
      timestamp: reader.int64(),
    }));
    const found = mapByTopic(asked, (topic, { index, leaderEpoch, timestamp }) => {
      const { error, partition } = ledPartition(context, topic, index, leaderEpoch);
      if (error !== undefined) return { index, error, timestamp: -1, offset: -1, leaderEpoch: -1 };
      return { index, ...find(partition.log, timestamp, isolation) };
    });

    const answer = new Writer();
    if (version >= 2) answer.int32(0);
    return writeByTopic(answer, found, (writer, each) => {
      writer
        .int32(each.index)
        .int16(each.error ?? errorCode.NONE)
        .int64(each.timestamp)
        .int64(each.offset);
      if (version >= 4) writer.int32(each.leaderEpoch);
    });
  },
});

function find(log: PartitionLog, timestamp: number, isolation: Isolation): Found {
  const { leaderEpoch } = log;
  if (timestamp === LATEST) return { timestamp: -1, offset: log.endOffset(isolation), leaderEpoch };
  if (timestamp === EARLIEST) return { timestamp: -1, offset: log.logStartOffset, leaderEpoch };
  const record = log.offsetForTime(timestamp, isolation);
  return record === undefined ? { timestamp: -1, offset: -1, leaderEpoch: -1 } : { ...record, leaderEpoch };
}
