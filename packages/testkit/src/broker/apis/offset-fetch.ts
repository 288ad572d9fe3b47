import type { GroupCoordinator } from "../groups/group-coordinator.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { readTopics, writeTopics } from "./flexible-topics.js";
import { type ByTopic, mapByTopic } from "./topic-partitions.js";

const SINCE_FLEXIBLE = 6;

const NOTHING_COMMITTED = { offset: -1, leaderEpoch: -1, metadata: "" };

export const offsetFetch = defineApi({
  key: 9,
  name: "OffsetFetch",
  versions: [1, 7],
  flexibleSince: SINCE_FLEXIBLE,
  handle(request, context) {
    const { cluster, version } = context;
    const flexible = version >= SINCE_FLEXIBLE;
    const { offsets } = cluster.groups;
    const groupId = flexible ? request.compactString() : request.string();
    const asked = readTopics(request, flexible, (r) => r.int32());
    const stableOnly = version >= 7 && request.boolean();

    const error = coordinatorError(context, groupId);
    // Before version 2 there is no other place for the error.
    const partitionError = version < 2 ? error : errorCode.NONE;
    const topics = error === errorCode.NONE || asked !== null ? (asked ?? committedPartitions(offsets, groupId)) : [];
    const fetched = mapByTopic(topics, (topic, partition): FetchedOffset => {
      if (error !== errorCode.NONE) return { partition, ...NOTHING_COMMITTED, error: partitionError };
      if (stableOnly && offsets.isUnstable(groupId, topic, partition)) {
        return { partition, ...NOTHING_COMMITTED, error: errorCode.UNSTABLE_OFFSET_COMMIT };
      }
      return { ...(offsets.get(groupId, topic, partition) ?? NOTHING_COMMITTED), partition, error: errorCode.NONE };
    });

    const answer = new Writer();
    if (version >= 3) answer.int32(0);
    writeTopics(answer, flexible, fetched, (w, { partition, offset, leaderEpoch, metadata, error }) => {
      w.int32(partition).int64(offset);
      if (version >= 5) w.int32(leaderEpoch);
      if (flexible) w.compactString(metadata).int16(error).noTags();
      else w.string(metadata).int16(error);
    });
    if (version >= 2) answer.int16(error);
    return flexible ? answer.noTags() : answer;
  },
});

interface FetchedOffset {
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly error: ErrorCode;
}

function committedPartitions(offsets: GroupCoordinator["offsets"], groupId: string): ByTopic<number>[] {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of offsets.all(groupId)) {
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
  }
  return [...byTopic].map(([topic, partitions]) => ({ topic, partitions }));
}
