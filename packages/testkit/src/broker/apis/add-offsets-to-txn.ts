import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";
import { fencedError } from "./fenced-error.js";

export const addOffsetsToTxn = defineApi({
  key: 25,
  name: "AddOffsetsToTxn",
  versions: [0, 2],
  handle(request, context) {
    const { cluster, version } = context;
    const transactionalId = request.string();
    const claim = { producerId: request.int64(), epoch: request.int16() };
    const groupId = request.string();

    let error = coordinatorError(context, transactionalId);
    if (error === errorCode.NONE) error = cluster.transactions.addGroup(transactionalId, claim, groupId);
    return new Writer().int32(0).int16(fencedError(error, version, 2));
  },
});
