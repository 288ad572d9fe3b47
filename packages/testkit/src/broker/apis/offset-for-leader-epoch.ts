import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";
import { ledPartition } from "./leadership.js";
import { mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";

export const offsetForLeaderEpoch = defineApi({
  key: 23,
  name: "OffsetForLeaderEpoch",
  versions: [0, 3],
  handle(request, context) {
    const { version } = context;
    if (version >= 3) request.int32(); // replica id: consumers only
    const asked = readByTopic(request, (reader) => ({
      index: reader.int32(),
      knownEpoch: version >= 2 ? reader.int32() : -1,
      epoch: reader.int32(),
    }));
    const found = mapByTopic(asked, (topic, { index, knownEpoch, epoch }) => {
      const { error, partition } = ledPartition(context, topic, index, knownEpoch);
      if (error !== undefined) return { index, error, epoch: -1, endOffset: -1 };
      const known = epoch <= partition.log.leaderEpoch;
      const end = known ? partition.log.endOfEpoch(epoch) : { epoch: -1, endOffset: -1 };
      return { index, error: errorCode.NONE, ...end };
    });

    const answer = new Writer();
    if (version >= 2) answer.int32(0);
    return writeByTopic(answer, found, (writer, each) => {
      writer.int16(each.error).int32(each.index);
      if (version >= 1) writer.int32(each.epoch);
      writer.int64(each.endOffset);
    });
  },
});
