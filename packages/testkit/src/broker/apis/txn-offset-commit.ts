import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { fencedError } from "./fenced-error.js";
import { readTopics, writeTopics } from "./flexible-topics.js";
import { mapByTopic } from "./topic-partitions.js";

/** The first version that says which member the consumer is, so that one from an old generation can be refused. */
const SINCE_FLEXIBLE = 3;

export const txnOffsetCommit = defineApi({
  key: 28,
  name: "TxnOffsetCommit",
  versions: [0, SINCE_FLEXIBLE],
  flexibleSince: SINCE_FLEXIBLE,
  handle(request, context) {
    const { cluster, version } = context;
    const flexible = version >= SINCE_FLEXIBLE;
    const text = () => (flexible ? request.compactString() : request.string());
    const nullableText = () => (flexible ? request.compactNullableString() : request.nullableString());
    const transactionalId = text();
    const groupId = text();
    const producer = { producerId: request.int64(), epoch: request.int16() };
    const claim = flexible
      ? { generation: request.int32(), memberId: text(), instanceId: nullableText() }
      : { generation: -1, memberId: "", instanceId: null };
    const topics = readTopics(request, flexible, () => {
      const partition = request.int32();
      const offset = request.int64();
      const leaderEpoch = version >= 2 ? request.int32() : -1;
      const metadata = nullableText() ?? "";
      if (flexible) request.skipTags();
      return { partition, offset, leaderEpoch, metadata };
    });

    // The group's coordinator is asked; what it knows of the transaction comes from the cluster.
    let error = coordinatorError(context, groupId);
    if (error === errorCode.NONE) error = cluster.transactions.mayCommitOffsets(transactionalId, producer, groupId);
    // No version of this request has a word of its own for a fenced producer.
    const refused = fencedError(error, version, Number.POSITIVE_INFINITY);
    const commit =
      error === errorCode.NONE ? cluster.groups.commits(groupId, claim, producer.producerId) : () => refused;
    const committed = mapByTopic(topics ?? [], (topic, offset) => ({
      partition: offset.partition,
      error: commit({ topic, ...offset }),
    }));

    const answer = writeTopics(new Writer().int32(0), flexible, committed, (w, partition) => {
      w.int32(partition.partition).int16(partition.error);
      if (flexible) w.noTags();
    });
    return flexible ? answer.noTags() : answer;
  },
});
