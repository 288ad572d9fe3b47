import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { coordinatorError } from "./coordinator-error.js";
import { defineApi } from "./define-api.js";

export const deleteGroups = defineApi({
  key: 42,
  name: "DeleteGroups",
  versions: [0, 1],
  handle(request, context) {
    const groupIds = request.array((r) => r.string());
    return new Writer().int32(0).array(groupIds, (w, groupId) => {
      const error = coordinatorError(context, groupId);
      w.string(groupId).int16(error === errorCode.NONE ? context.cluster.groups.delete(groupId) : error);
    });
  },
});
