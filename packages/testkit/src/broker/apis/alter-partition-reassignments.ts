import { areNodes, done, type Outcome } from "../cluster/create-topic.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";

/** Moves partitions to other nodes: at once, as all nodes share their data. */
export const alterPartitionReassignments = defineApi({
  key: 45,
  name: "AlterPartitionReassignments",
  versions: [0, 0],
  flexibleSince: 0,
  handle(request, context) {
    request.int32(); // time-out: nothing is waited for
    const topics = request.compactArray((reader) => {
      const topic = reader.compactString();
      const partitions = reader.compactArray((inner) => {
        const index = inner.int32();
        const replicas = inner.compactNullableArray((ids) => ids.int32());
        inner.skipTags();
        return { index, replicas };
      });
      reader.skipTags();
      return { topic, partitions };
    });
    request.skipTags();
    const answer = new Writer().int32(0).int16(errorCode.NONE).compactString(null);
    return answer
      .compactArray(topics, (writer, { topic, partitions }) => {
        writer.compactString(topic).compactArray(partitions, (inner, { index, replicas }) => {
          const { error, message } = reassign(context, topic, index, replicas);
          inner.int32(index).int16(error).compactString(message).noTags();
        });
        writer.noTags();
      })
      .noTags();
  },
});

function reassign({ cluster, failWith }: ApiContext, topic: string, index: number, replicas: number[] | null): Outcome {
  if (failWith !== errorCode.NONE) return { error: failWith, message: null };
  if (cluster.placement(topic, index) === undefined) {
    return { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION, message: "The partition does not exist." };
  }
  // No replicas means to stop what is under way, and nothing ever is.
  if (replicas === null) return { error: errorCode.NO_REASSIGNMENT_IN_PROGRESS, message: null };
  if (!areNodes(cluster, replicas)) {
    const message = "The replicas must be brokers that exist, each of them once.";
    return { error: errorCode.INVALID_REPLICA_ASSIGNMENT, message };
  }
  cluster.topics.setReplicas(topic, index, replicas);
  return done;
}
