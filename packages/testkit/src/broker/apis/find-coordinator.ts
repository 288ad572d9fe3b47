import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

const GROUP = 0;
const TRANSACTION = 1;

export const findCoordinator = defineApi({
  key: 10,
  name: "FindCoordinator",
  versions: [0, 2],
  handle(request, { cluster, version, failWith }) {
    const key = request.string();
    const keyType = version >= 1 ? request.int8() : GROUP;
    const coordinator = cluster.coordinator(key);
    let error = failWith;
    if (error === errorCode.NONE && keyType !== GROUP && keyType !== TRANSACTION) error = errorCode.INVALID_REQUEST;
    if (error === errorCode.NONE && coordinator === undefined) error = errorCode.COORDINATOR_NOT_AVAILABLE;
    const found = error === errorCode.NONE ? coordinator : undefined;
    const answer = new Writer();
    if (version >= 1) answer.int32(0);
    answer.int16(error);
    if (version >= 1) answer.string(null);
    return answer
      .int32(found?.id ?? -1)
      .string(found?.host ?? "")
      .int32(found?.port ?? -1);
  },
});
