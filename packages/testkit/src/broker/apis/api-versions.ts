import { writeApiVersions } from "./api-versions-answer.js";
import { defineApi } from "./define-api.js";

export const apiVersions = defineApi({
  key: 18,
  name: "ApiVersions",
  // Version 3 is answered as version 0 with an error, upon which clients ask again.
  versions: [0, 2],
  beforeAuthentication: true,
  handle: (_request, context) => writeApiVersions(context.apis, context.version, context.failWith),
});
