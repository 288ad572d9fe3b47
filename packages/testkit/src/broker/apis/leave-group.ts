import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";

/** Version 3 and later name several members, and answer each of them. */
const SINCE_SEVERAL = 3;

export const leaveGroup = defineApi({
  key: 13,
  name: "LeaveGroup",
  versions: [0, 3],
  handle(request, context) {
    const { cluster, version } = context;
    const groupId = request.string();
    const members =
      version >= SINCE_SEVERAL
        ? request.array((r) => ({ memberId: r.string(), instanceId: r.nullableString() }))
        : [{ memberId: request.string(), instanceId: null }];

    const error = coordinatorError(context, groupId);
    const left = members.map((member) => ({
      ...member,
      error: error === errorCode.NONE ? cluster.groups.leave(groupId, member.memberId, member.instanceId) : error,
    }));

    const answer = new Writer();
    if (version >= 1) answer.int32(0);
    if (version < SINCE_SEVERAL) return answer.int16(left[0]?.error ?? error);
    return answer
      .int16(error)
      .array(left, (w, member) => w.string(member.memberId).string(member.instanceId).int16(member.error));
  },
});
