import { refusedJoin } from "../groups/member.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";

export const joinGroup = defineApi({
  key: 11,
  name: "JoinGroup",
  versions: [0, 5],
  async handle(request, context) {
    const { cluster, version } = context;
    const groupId = request.string();
    const sessionTimeoutMs = request.int32();
    const rebalanceTimeoutMs = version >= 1 ? request.int32() : sessionTimeoutMs;
    const memberId = request.string();
    const instanceId = version >= 5 ? request.nullableString() : null;
    const protocolType = request.string();
    const protocols = request.array((r) => ({ name: r.string(), metadata: Buffer.from(r.bytes()) }));

    const error = coordinatorError(context, groupId);
    const joined =
      error === errorCode.NONE
        ? await cluster.groups.join(groupId, {
            memberId,
            instanceId,
            memberIdRequired: version >= 4,
            clientId: context.clientId ?? "",
            clientHost: `/${context.connection.host}`,
            sessionTimeoutMs,
            rebalanceTimeoutMs: Math.max(0, rebalanceTimeoutMs),
            protocolType,
            protocols,
          })
        : refusedJoin(error, memberId);

    const answer = new Writer();
    if (version >= 2) answer.int32(0);
    return answer
      .int16(joined.error)
      .int32(joined.generation)
      .string(joined.protocol)
      .string(joined.leader)
      .string(joined.memberId)
      .array(joined.members, (w, member) => {
        w.string(member.id);
        if (version >= 5) w.string(member.instanceId);
        w.bytes(member.metadata);
      });
  },
});
