import { assignReplicas } from "../cluster/assign-replicas.js";
import { areNodes, done, type Outcome, partitionCountProblem } from "../cluster/create-topic.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";

interface PartitionsRequest {
  readonly topic: string;
  readonly count: number;
  /** The nodes of each new partition; null to let the broker choose. */
  readonly assignments: readonly (readonly number[])[] | null;
}

export const createPartitions = defineApi({
  key: 37,
  name: "CreatePartitions",
  versions: [0, 1],
  handle(request, context) {
    const asked = request.array((reader) => ({
      topic: reader.string(),
      count: reader.int32(),
      assignments: reader.nullableArray((inner) => inner.array((ids) => ids.int32())),
    }));
    request.int32(); // time-out: nothing is waited for
    const validateOnly = request.boolean();
    return new Writer().int32(0).array(asked, (writer, each) => {
      const { error, message } = grow(context, each, validateOnly);
      writer.string(each.topic).int16(error).string(message);
    });
  },
});

function grow(
  context: ApiContext,
  { topic: name, count, assignments }: PartitionsRequest,
  validateOnly: boolean,
): Outcome {
  const { cluster, failWith } = context;
  if (failWith !== errorCode.NONE) return { error: failWith, message: null };
  const topic = cluster.topic(name);
  if (topic === undefined) {
    return { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION, message: `The topic '${name}' does not exist.` };
  }
  const existing = topic.partitions.length;
  const added = count - existing;
  const problem =
    added < 1
      ? `Topic currently has ${existing} partitions, which is no less than the requested ${count}.`
      : partitionCountProblem(cluster, added);
  if (problem !== undefined) return { error: errorCode.INVALID_PARTITIONS, message: problem };
  if (assignments !== null && (assignments.length !== added || !assignments.every((ids) => areNodes(cluster, ids)))) {
    const message = `Each of the ${added} new partitions needs brokers that exist, each of them once.`;
    return { error: errorCode.INVALID_REPLICA_ASSIGNMENT, message };
  }
  if (validateOnly) return done;
  const live = cluster.liveNodes().map((node) => node.id);
  const factor = Math.min(topic.partitions[0]?.replicas.length ?? 1, live.length);
  cluster.topics.addPartitions(name, assignments ?? assignReplicas(name, live, added, factor, existing));
  return done;
}
