import { Writer } from "../wire/writer.js";
import { alterTopicConfigs, writeOutcome } from "./alter-topic-configs.js";
import { defineApi } from "./define-api.js";

/** Sets what the request names, and everything else back to its default. */
export const alterConfigs = defineApi({
  key: 33,
  name: "AlterConfigs",
  versions: [0, 1],
  handle(request, context) {
    const resources = request.array((reader) => ({
      type: reader.int8(),
      name: reader.string(),
      configs: reader.array((inner) => [inner.string(), inner.nullableString()] as const),
    }));
    const validateOnly = request.boolean();
    return new Writer().int32(0).array(resources, (writer, resource) =>
      writeOutcome(
        writer,
        resource,
        alterTopicConfigs(context, resource, validateOnly, () => new Map(resource.configs)),
      ),
    );
  },
});
