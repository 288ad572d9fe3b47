import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { fencedError } from "./fenced-error.js";

export const endTxn = defineApi({
  key: 26,
  name: "EndTxn",
  versions: [0, 2],
  handle(request, context) {
    const { cluster, version } = context;
    const transactionalId = request.string();
    const claim = { producerId: request.int64(), epoch: request.int16() };
    const commit = request.boolean();

    let error = coordinatorError(context, transactionalId);
    if (error === errorCode.NONE) error = cluster.transactions.end(transactionalId, claim, commit);
    return new Writer().int32(0).int16(fencedError(error, version, 2));
  },
});
