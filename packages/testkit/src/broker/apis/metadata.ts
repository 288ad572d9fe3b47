import { autoCreateTopic } from "../cluster/create-topic.js";
import type { Partition, Topic } from "../log/topic.js";
import { isInternalTopic, topicNameProblem } from "../log/topic-name.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";

/** "Not asked for", where a version has room for the operations that the client may perform. */
const NO_OPERATIONS = -2_147_483_648;

export const metadata = defineApi({
  key: 3,
  name: "Metadata",
  versions: [0, 8],
  handle(request, context) {
    const { cluster, version } = context;
    const asked = request.nullableArray((reader) => reader.string());
    const mayCreate = version >= 4 ? request.boolean() : true;
    // Version 0 asks for all topics with an empty list, later ones with none.
    const wantsAll = asked === null || (version === 0 && asked.length === 0);
    const names = wantsAll ? [...cluster.topics.all()].map((topic) => topic.name) : asked;

    const answer = new Writer();
    if (version >= 3) answer.int32(0);
    answer.array(cluster.liveNodes(), (writer, node) => {
      writer.int32(node.id).string(node.host).int32(node.port);
      if (version >= 1) writer.string(null);
    });
    if (version >= 2) answer.string(cluster.id);
    if (version >= 1) answer.int32(cluster.controller()?.id ?? -1);
    answer.array(names, (writer, name) => {
      const { error, topic } = findTopic(context, name, mayCreate);
      writer.int16(error).string(name);
      if (version >= 1) writer.boolean(isInternalTopic(name));
      writer.array(topic?.partitions ?? [], (inner, partition) => writePartition(inner, partition, version));
      if (version >= 8) writer.int32(NO_OPERATIONS);
    });
    if (version >= 8) answer.int32(NO_OPERATIONS);
    return answer;
  },
});

function findTopic(context: ApiContext, name: string, mayCreate: boolean): { error: ErrorCode; topic?: Topic } {
  const { cluster, failWith } = context;
  if (failWith !== errorCode.NONE) return { error: failWith };
  if (cluster.topic(name) === undefined) {
    if (topicNameProblem(name) !== undefined) return { error: errorCode.INVALID_TOPIC_EXCEPTION };
    if (!mayCreate || !cluster.settings.autoCreateTopics) return { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION };
    const { error } = autoCreateTopic(cluster, name);
    if (error !== errorCode.NONE) return { error };
  }
  const topic = cluster.topic(name);
  return topic === undefined ? { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION } : { error: errorCode.NONE, topic };
}

function writePartition(answer: Writer, partition: Partition, version: number): void {
  const writeId = (writer: Writer, id: number) => writer.int32(id);
  const { index, leader, replicas, inSync } = partition;
  answer
    .int16(leader < 0 ? errorCode.LEADER_NOT_AVAILABLE : errorCode.NONE)
    .int32(index)
    .int32(leader);
  if (version >= 7) answer.int32(partition.log.leaderEpoch);
  answer.array(replicas, writeId).array(inSync, writeId);
  if (version >= 5) {
    const offline = replicas.filter((id) => !inSync.includes(id));
    answer.array(offline, writeId);
  }
}
