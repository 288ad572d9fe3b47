import { type ErrorCode, errorCode } from "../wire/error-code.js";
import type { ApiContext } from "./define-api.js";

/** Why this node may not answer for a group or a transactional id; `NONE` where it may. */
export function coordinatorError({ cluster, node, failWith }: ApiContext, key: string): ErrorCode {
  if (failWith !== errorCode.NONE) return failWith;
  const coordinator = cluster.coordinator(key);
  if (coordinator === undefined) return errorCode.COORDINATOR_NOT_AVAILABLE;
  return coordinator.id === node.id ? errorCode.NONE : errorCode.NOT_COORDINATOR;
}
