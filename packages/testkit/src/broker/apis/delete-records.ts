import { isDeletable } from "../log/topic-config.js";
import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";
import { ledPartition } from "./leadership.js";
import { mapByTopic, readByTopic, writeByTopic } from "./topic-partitions.js";

/** Asks for everything there is. */
const HIGH_WATERMARK = -1;

export const deleteRecords = defineApi({
  key: 21,
  name: "DeleteRecords",
  versions: [0, 1],
  handle(request, context) {
    const asked = readByTopic(request, (reader) => ({ index: reader.int32(), offset: reader.int64() }));
    const results = mapByTopic(asked, (topic, { index, offset }) => ({
      index,
      ...remove(context, topic, index, offset),
    }));
    return writeByTopic(new Writer().int32(0), results, (writer, { index, lowWatermark, error }) =>
      writer.int32(index).int64(lowWatermark).int16(error),
    );
  },
});

function remove(context: ApiContext, topic: string, index: number, offset: number) {
  const { error, partition } = ledPartition(context, topic, index);
  if (error !== undefined) return { lowWatermark: -1, error };
  const configs = context.cluster.topic(topic)?.configs ?? new Map();
  if (!isDeletable(configs)) return { lowWatermark: -1, error: errorCode.POLICY_VIOLATION };
  const { log } = partition;
  const before = offset === HIGH_WATERMARK ? log.nextOffset : offset;
  if (before < 0 || before > log.nextOffset) return { lowWatermark: -1, error: errorCode.OFFSET_OUT_OF_RANGE };
  log.deleteBefore(before);
  return { lowWatermark: log.logStartOffset, error: errorCode.NONE };
}
