import { skipAclEntry, writeNoAuthorizer } from "../security/no-authorizer.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

export const describeAcls = defineApi({
  key: 29,
  name: "DescribeAcls",
  versions: [0, 1],
  handle(request, { version, failWith }) {
    skipAclEntry(request, version);
    return writeNoAuthorizer(new Writer().int32(0), failWith).array([], () => undefined);
  },
});
