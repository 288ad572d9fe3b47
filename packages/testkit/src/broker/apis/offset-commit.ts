import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";

export const offsetCommit = defineApi({
  key: 8,
  name: "OffsetCommit",
  versions: [2, 7],
  handle(request, context) {
    const { cluster, version } = context;
    const groupId = request.string();
    const generation = request.int32();
    const memberId = request.string();
    const instanceId = version >= 7 ? request.nullableString() : null;
    // How long to keep the offsets, which the broker's own setting overrides in Kafka too.
    if (version <= 4) request.int64();
    const topics = readByTopic(request, (r) => ({
      partition: r.int32(),
      offset: r.int64(),
      leaderEpoch: version >= 6 ? r.int32() : -1,
      metadata: r.nullableString() ?? "",
    }));

    const error = coordinatorError(context, groupId);
    const claim = { memberId, instanceId, generation };
    const commit = error === errorCode.NONE ? cluster.groups.commits(groupId, claim, null) : () => error;
    const committed = mapByTopic(topics, (topic, offset) => ({
      partition: offset.partition,
      error: commit({ topic, ...offset }),
    }));

    const answer = new Writer();
    if (version >= 3) answer.int32(0);
    return writeByTopic(answer, committed, (w, partition) => w.int32(partition.partition).int16(partition.error));
  },
});
