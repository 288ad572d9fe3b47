import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

/** A broker lists the groups that it coordinates: clients ask all of them. */
export const listGroups = defineApi({
  key: 16,
  name: "ListGroups",
  versions: [0, 2],
  handle(_request, { cluster, node, version, failWith }) {
    const groups =
      failWith === errorCode.NONE
        ? cluster.groups.list().filter(({ groupId }) => cluster.coordinator(groupId)?.id === node.id)
        : [];
    const answer = new Writer();
    if (version >= 1) answer.int32(0);
    return answer.int16(failWith).array(groups, (w, group) => w.string(group.groupId).string(group.protocolType));
  },
});
