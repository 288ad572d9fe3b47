import { skipAclEntry, writeNoAuthorizer } from "../security/no-authorizer.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

export const deleteAcls = defineApi({
  key: 31,
  name: "DeleteAcls",
  versions: [0, 1],
  handle(request, { version, failWith }) {
    const filters = request.array((r) => skipAclEntry(r, version));
    return new Writer().int32(0).array(filters, (w) => writeNoAuthorizer(w, failWith).array([], () => undefined));
  },
});
