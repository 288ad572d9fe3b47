import { done, type Outcome } from "../cluster/create-topic.js";
import { configProblem } from "../log/topic-config.js";
import { errorCode } from "../wire/error-code.js";
import type { Writer } from "../wire/writer.js";
import { configResource } from "./config-resource.js";
import type { ApiContext } from "./define-api.js";

export interface ConfigTarget {
  readonly type: number;
  readonly name: string;
}

/**
 * Changes a topic's configuration, or checks whether it could be changed.
 *
 * @param change what is to be set, from what is set now; null for a value that clients may not send
 */
export function alterTopicConfigs(
  { cluster, failWith }: ApiContext,
  { type, name }: ConfigTarget,
  validateOnly: boolean,
  change: (current: ReadonlyMap<string, string>) => ReadonlyMap<string, string | null>,
): Outcome {
  if (failWith !== errorCode.NONE) return { error: failWith, message: null };
  if (type !== configResource.topic) {
    return { error: errorCode.INVALID_REQUEST, message: "Only the configuration of topics can be changed here." };
  }
  const topic = cluster.topic(name);
  if (topic === undefined) {
    return { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION, message: `The topic '${name}' does not exist.` };
  }
  const configs = new Map<string, string>();
  for (const [config, value] of change(topic.configs)) {
    const problem = configProblem(config, value);
    if (problem !== undefined) return { error: errorCode.INVALID_CONFIG, message: problem };
    configs.set(config, value ?? "");
  }
  if (!validateOnly) cluster.topics.setConfigs(name, configs);
  return done;
}

export function writeOutcome(answer: Writer, { type, name }: ConfigTarget, { error, message }: Outcome): Writer {
  return answer.int16(error).string(message).int8(type).string(name);
}
