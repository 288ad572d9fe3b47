import { skipAclEntry, writeNoAuthorizer } from "../security/no-authorizer.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

export const createAcls = defineApi({
  key: 30,
  name: "CreateAcls",
  versions: [0, 1],
  handle(request, { version, failWith }) {
    const creations = request.array((r) => skipAclEntry(r, version));
    return new Writer().int32(0).array(creations, (w) => writeNoAuthorizer(w, failWith));
  },
});
