import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

/** Partitions move at once, so that none is ever seen on its way. */
export const listPartitionReassignments = defineApi({
  key: 46,
  name: "ListPartitionReassignments",
  versions: [0, 0],
  flexibleSince: 0,
  handle: (_request, { failWith }) =>
    new Writer()
      .int32(0)
      .int16(failWith)
      .compactString(null)
      .compactArray([], () => {})
      .noTags(),
});
