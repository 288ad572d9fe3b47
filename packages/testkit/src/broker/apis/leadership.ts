import type { Partition } from "../log/topic.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import type { ApiContext } from "./define-api.js";

/** A partition that this node may answer for, or the error that says why not. */
export type Led =
  | { readonly error: ErrorCode; readonly partition?: undefined }
  | { readonly error?: undefined; readonly partition: Partition };

/**
 * Finds a partition for a request that only its leader answers.
 *
 * @param knownEpoch the epoch of the leader that the client believes in; -1 where it does not say
 */
export function ledPartition(context: ApiContext, topic: string, index: number, knownEpoch = -1): Led {
  if (context.failWith !== errorCode.NONE) return { error: context.failWith };
  const partition = context.cluster.placement(topic, index);
  if (partition === undefined) return { error: errorCode.UNKNOWN_TOPIC_OR_PARTITION };
  if (partition.leader !== context.node.id) return { error: errorCode.NOT_LEADER_OR_FOLLOWER };
  const epoch = partition.log.leaderEpoch;
  if (knownEpoch >= 0 && knownEpoch < epoch) return { error: errorCode.FENCED_LEADER_EPOCH };
  if (knownEpoch > epoch) return { error: errorCode.UNKNOWN_LEADER_EPOCH };
  return { partition };
}
