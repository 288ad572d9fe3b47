import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";

/** What Kafka says where nobody has asked. */
const OPERATIONS_NOT_ASKED = -2_147_483_648;

/** Read, delete and describe: all that can be done to a group, as nothing is forbidden here. */
const ALL_GROUP_OPERATIONS = (1 << 3) | (1 << 6) | (1 << 8);

export const describeGroups = defineApi({
  key: 15,
  name: "DescribeGroups",
  versions: [0, 4],
  handle(request, context) {
    const { cluster, version } = context;
    const groupIds = request.array((r) => r.string());
    const operations = version >= 3 && request.boolean() ? ALL_GROUP_OPERATIONS : OPERATIONS_NOT_ASKED;

    const answer = new Writer();
    if (version >= 1) answer.int32(0);
    return answer.array(groupIds, (w, groupId) => {
      const error = coordinatorError(context, groupId);
      const group =
        error === errorCode.NONE
          ? cluster.groups.describe(groupId)
          : { state: "", protocolType: "", protocol: "", members: [] };
      w.int16(error).string(groupId).string(group.state).string(group.protocolType).string(group.protocol);
      w.array(group.members, (w, member) => {
        w.string(member.memberId);
        if (version >= 4) w.string(member.instanceId);
        w.string(member.clientId).string(member.clientHost).bytes(member.metadata).bytes(member.assignment);
      });
      if (version >= 3) w.int32(operations);
    });
  },
});
