import type { ErrorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import type { Api } from "./define-api.js";

/** The list of APIs with the versions served. */
export function writeApiVersions(apis: readonly Api[], version: number, error: ErrorCode): Writer {
  const answer = new Writer().int16(error).array(apis, (writer, api) => {
    const [lowest, highest] = api.versions;
    writer.int16(api.key).int16(lowest).int16(highest);
  });
  return version >= 1 ? answer.int32(0) : answer;
}
