import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";

export const heartbeat = defineApi({
  key: 12,
  name: "Heartbeat",
  versions: [0, 3],
  handle(request, context) {
    const { cluster, version } = context;
    const groupId = request.string();
    const generation = request.int32();
    const memberId = request.string();
    const instanceId = version >= 3 ? request.nullableString() : null;

    const error = coordinatorError(context, groupId);
    const answer = new Writer();
    if (version >= 1) answer.int32(0);
    return answer.int16(
      error === errorCode.NONE ? cluster.groups.heartbeat(groupId, { memberId, instanceId, generation }) : error,
    );
  },
});
