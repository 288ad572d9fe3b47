import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { fencedError } from "./fenced-error.js";
import { mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";

export const addPartitionsToTxn = defineApi({
  key: 24,
  name: "AddPartitionsToTxn",
  versions: [0, 2],
  handle(request, context) {
    const { cluster, version } = context;
    const transactionalId = request.string();
    const claim = { producerId: request.int64(), epoch: request.int16() };
    const topics = readByTopic(request, (r) => r.int32());

    const isKnown = (topic: string, partition: number) => cluster.partition(topic, partition) !== undefined;
    const allKnown = topics.every(({ topic, partitions }) =>
      partitions.every((partition) => isKnown(topic, partition)),
    );
    let error = coordinatorError(context, transactionalId);
    if (error === errorCode.NONE && allKnown) {
      error = cluster.transactions.addPartitions(transactionalId, claim, topics);
    }
    const errorOf = (topic: string, partition: number): ErrorCode => {
      if (error !== errorCode.NONE || allKnown) return fencedError(error, version, 2);
      // One that is unknown keeps all of them out.
      return isKnown(topic, partition) ? errorCode.OPERATION_NOT_ATTEMPTED : errorCode.UNKNOWN_TOPIC_OR_PARTITION;
    };

    const answers = mapByTopic(topics, (topic, partition) => ({ partition, error: errorOf(topic, partition) }));
    return writeByTopic(new Writer().int32(0), answers, (w, { partition, error }) => w.int32(partition).int16(error));
  },
});
