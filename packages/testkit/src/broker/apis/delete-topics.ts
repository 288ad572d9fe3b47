import { errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";

export const deleteTopics = defineApi({
  key: 20,
  name: "DeleteTopics",
  versions: [0, 3],
  handle(request, context) {
    const names = request.array((reader) => reader.string());
    const answer = new Writer();
    if (context.version >= 1) answer.int32(0);
    return answer.array(names, (writer, name) => writer.string(name).int16(remove(context, name)));
  },
});

function remove({ cluster, failWith }: ApiContext, name: string) {
  if (failWith !== errorCode.NONE) return failWith;
  if (cluster.topic(name) === undefined) return errorCode.UNKNOWN_TOPIC_OR_PARTITION;
  cluster.deleteTopic(name);
  return errorCode.NONE;
}
