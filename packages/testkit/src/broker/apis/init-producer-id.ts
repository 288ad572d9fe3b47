import type { ProducerIdAnswer } from "../transactions/transaction-coordinator.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { fencedError } from "./fenced-error.js";

const SINCE_FLEXIBLE = 2;

export const initProducerId = defineApi({
  key: 22,
  name: "InitProducerId",
  versions: [0, 4],
  flexibleSince: SINCE_FLEXIBLE,
  handle(request, context) {
    const { cluster, version, failWith } = context;
    const transactionalId = version >= SINCE_FLEXIBLE ? request.compactNullableString() : request.nullableString();
    const timeoutMs = request.int32();
    const previous = version >= 3 ? { producerId: request.int64(), epoch: request.int16() } : null;

    // Whoever is only idempotent may ask any node.
    const error = transactionalId === null ? failWith : coordinatorError(context, transactionalId);
    const answered: ProducerIdAnswer =
      error === errorCode.NONE
        ? cluster.transactions.initProducer(transactionalId, timeoutMs, previous?.producerId === -1 ? null : previous)
        : { error, producerId: -1, epoch: -1 };

    const answer = new Writer()
      .int32(0)
      .int16(fencedError(answered.error, version, 4))
      .int64(answered.producerId)
      .int16(answered.epoch);
    return version >= SINCE_FLEXIBLE ? answer.noTags() : answer;
  },
});
