import { NO_BYTES } from "../groups/member.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";

export const syncGroup = defineApi({
  key: 14,
  name: "SyncGroup",
  versions: [0, 3],
  async handle(request, context) {
    const { cluster, version } = context;
    const groupId = request.string();
    const generation = request.int32();
    const memberId = request.string();
    const instanceId = version >= 3 ? request.nullableString() : null;
    const assignments = request.array((r) => [r.string(), Buffer.from(r.bytes())] as const);

    const error = coordinatorError(context, groupId);
    const synced =
      error === errorCode.NONE
        ? await cluster.groups.sync(groupId, { memberId, instanceId, generation }, new Map(assignments))
        : { error, assignment: NO_BYTES };

    const answer = new Writer();
    if (version >= 1) answer.int32(0);
    return answer.int16(synced.error).bytes(synced.error === errorCode.NONE ? synced.assignment : NO_BYTES);
  },
});
