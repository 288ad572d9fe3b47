import { createTopic, type TopicRequest } from "../cluster/create-topic.js";
import { errorCode } from "../wire/error-code.js";
import type { Reader } from "../wire/reader.js";
import { Writer } from "../wire/writer.js";
import { defineApi } from "./define-api.js";

export const createTopics = defineApi({
  key: 19,
  name: "CreateTopics",
  versions: [0, 4],
  handle(request, context) {
    const { cluster, version, failWith } = context;
    const topics = request.array(readTopic);
    request.int32(); // time-out: nothing is waited for
    const validateOnly = version >= 1 ? request.boolean() : false;
    const names = topics.map((topic) => topic.name);

    const answer = new Writer();
    if (version >= 2) answer.int32(0);
    return answer.array(topics, (writer, topic) => {
      const twice = names.indexOf(topic.name) !== names.lastIndexOf(topic.name);
      const { error, message } =
        failWith !== errorCode.NONE
          ? { error: failWith, message: null }
          : twice
            ? { error: errorCode.INVALID_REQUEST, message: `Topic '${topic.name}' is named more than once.` }
            : createTopic(cluster, topic, validateOnly);
      writer.string(topic.name).int16(error);
      if (version >= 1) writer.string(message);
    });
  },
});

function readTopic(reader: Reader): TopicRequest {
  return {
    name: reader.string(),
    partitions: reader.int32(),
    replicationFactor: reader.int16(),
    assignments: reader.array((inner) => ({
      partition: inner.int32(),
      nodes: inner.array((ids) => ids.int32()),
    })),
    configs: reader.array((inner) => [inner.string(), inner.nullableString()] as const),
  };
}
