import { configOf } from "../log/topic-config.js";
import { MalformedRequestError } from "../wire/malformed-request-error.js";
import { Writer } from "../wire/writer.js";
import { alterTopicConfigs, writeOutcome } from "./alter-topic-configs.js";
import { defineApi } from "./define-api.js";

const SET = 0;
const DELETE = 1;
const APPEND = 2;
const SUBTRACT = 3;

interface ConfigChange {
  readonly name: string;
  readonly operation: number;
  readonly value: string | null;
}

/** Changes what the request names and nothing else. */
export const incrementalAlterConfigs = defineApi({
  key: 44,
  name: "IncrementalAlterConfigs",
  versions: [0, 0],
  handle(request, context) {
    const resources = request.array((reader) => ({
      type: reader.int8(),
      name: reader.string(),
      changes: reader.array((inner) => ({
        name: inner.string(),
        operation: inner.int8(),
        value: inner.nullableString(),
      })),
    }));
    const validateOnly = request.boolean();
    return new Writer().int32(0).array(resources, (writer, resource) =>
      writeOutcome(
        writer,
        resource,
        alterTopicConfigs(context, resource, validateOnly, (current) => changed(current, resource.changes)),
      ),
    );
  },
});

function changed(current: ReadonlyMap<string, string>, changes: readonly ConfigChange[]): Map<string, string | null> {
  const configs = new Map<string, string | null>(current);
  for (const { name, operation, value } of changes) {
    const set = configOf(new Map([...configs].map(([key, each]) => [key, each ?? ""])), name);
    const list = set === "" ? [] : set.split(",");
    const parts = (value ?? "").split(",");
    if (operation === SET) configs.set(name, value);
    else if (operation === DELETE) configs.delete(name);
    else if (operation === APPEND) configs.set(name, [...new Set([...list, ...parts])].join(","));
    else if (operation === SUBTRACT) configs.set(name, list.filter((each) => !parts.includes(each)).join(","));
    else throw new MalformedRequestError(`a configuration can be changed in 4 ways, and ${operation} is none of them`);
  }
  return configs;
}
