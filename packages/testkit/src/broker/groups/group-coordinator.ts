import type { CoordinatorFrame } from "../cluster/coordinator-frame.js";
import { systemTimers, type Timers } from "../timers.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import type { PartitionOffset } from "./committed-offset.js";
import { describeGroup, type GroupDescription, type GroupInfo, groupInfo } from "./describe-group.js";
import { createGroup, type Group, type MemberClaim } from "./group.js";
import { createGroupOffsets, type GroupOffsets, type StoredOffset } from "./group-offsets.js";
import { type JoinAnswer, type JoinRequest, NO_BYTES, refusedJoin, type SyncAnswer } from "./member.js";

/** Kafka's `offset.metadata.max.bytes`. */
const MAX_METADATA_BYTES = 4096;

/** All groups of the cluster; which node may answer for which of them is the APIs' concern. */
export interface GroupCoordinator {
  readonly offsets: Pick<GroupOffsets, "get" | "all" | "isUnstable">;
  /** Every group, for `broker.groups()`. */
  list(): readonly GroupInfo[];
  describe(groupId: string): GroupDescription;
  /** Answers when the rebalance has ended that this starts. */
  join(groupId: string, request: JoinRequest): Promise<JoinAnswer>;
  /** Answers when the leader has decided. */
  sync(groupId: string, claim: MemberClaim, assignments: ReadonlyMap<string, Buffer>): Promise<SyncAnswer>;
  heartbeat(groupId: string, claim: MemberClaim): ErrorCode;
  leave(groupId: string, memberId: string, instanceId: string | null): ErrorCode;
  /**
   * Asks whether this client may commit. What it gives commits one offset if so, and answers the error.
   *
   * @param producerId commits them when the producer's transaction does; null: at once
   */
  commits(groupId: string, claim: MemberClaim, producerId: number | null): (offset: PartitionOffset) => ErrorCode;
  /** Ends a producer's transaction for the offsets it has committed in it. */
  endTransaction(producerId: number, groupId: string, commit: boolean): void;
  delete(groupId: string): ErrorCode;
  /** Drops the committed offsets of a topic that is deleted. */
  topicDeleted(topic: string): void;
  /**
   * Says that groups have another coordinator: who waits is answered NOT_COORDINATOR, and time-outs start anew. Members,
   * generations and offsets stay.
   *
   * @param served false where no node is left: nothing times out until one is back
   */
  coordinatorsMoved(moved: (groupId: string) => boolean, served: boolean): void;
  /** Ends timers and answers those who wait. */
  close(): void;
}

export function createGroupCoordinator(frame: CoordinatorFrame, timers: Timers = systemTimers): GroupCoordinator {
  const { settings } = frame;
  const store = frame.state<StoredOffset>("group-offsets");
  const offsets = createGroupOffsets(store);
  const groups = new Map<string, Group>();

  const open = (groupId: string): Group => {
    const known = groups.get(groupId);
    if (known !== undefined) return known;
    const options = { initialRebalanceDelayMs: settings.groupInitialRebalanceDelayMs, maxSize: settings.groupMaxSize };
    const group = createGroup(timers, options, () => forgetUnused(groupId));
    groups.set(groupId, group);
    return group;
  };

  /** A group that nobody has ever been in, so that strangers cannot fill the memory. */
  const forgetUnused = (groupId: string) => {
    const group = groups.get(groupId);
    if (group?.unused && group.generation === 0) groups.delete(groupId);
  };

  const refusal = (groupId: string, { memberId, sessionTimeoutMs }: JoinRequest): ErrorCode => {
    if (groupId === "") return errorCode.INVALID_GROUP_ID;
    if (sessionTimeoutMs < settings.groupMinSessionTimeoutMs || sessionTimeoutMs > settings.groupMaxSessionTimeoutMs) {
      return errorCode.INVALID_SESSION_TIMEOUT;
    }
    return memberId !== "" && !groups.has(groupId) ? errorCode.UNKNOWN_MEMBER_ID : errorCode.NONE;
  };

  const absent = (groupId: string) => (groupId === "" ? errorCode.INVALID_GROUP_ID : errorCode.UNKNOWN_MEMBER_ID);

  const mayCommit = (groupId: string, claim: MemberClaim, inTransaction: boolean): ErrorCode => {
    const group = groups.get(groupId);
    if (group !== undefined) return group.mayCommit(claim, inTransaction);
    return claim.generation < 0 ? errorCode.NONE : errorCode.ILLEGAL_GENERATION;
  };

  const commitOne = (groupId: string, offset: PartitionOffset, producerId: number | null): ErrorCode => {
    if (frame.partition(offset.topic, offset.partition) === undefined) return errorCode.UNKNOWN_TOPIC_OR_PARTITION;
    if (Buffer.byteLength(offset.metadata) > MAX_METADATA_BYTES) return errorCode.OFFSET_METADATA_TOO_LARGE;
    if (producerId === null) offsets.commit(groupId, offset);
    else offsets.commitInTransaction(producerId, groupId, offset);
    return errorCode.NONE;
  };

  const ids = () => new Set([...groups.keys(), ...offsets.groupIds()]);

  const describe = (groupId: string) => describeGroup(groupId, groups.get(groupId), offsets.has(groupId));

  return {
    offsets,
    list: () => [...ids()].map((groupId) => groupInfo(describe(groupId))),
    describe,
    async join(groupId, request) {
      const error = refusal(groupId, request);
      if (error !== errorCode.NONE) return refusedJoin(error, request.memberId);
      return new Promise((resolve) => {
        open(groupId).join(request, resolve);
        forgetUnused(groupId);
      });
    },
    async sync(groupId, claim, assignments) {
      const group = groups.get(groupId);
      if (group === undefined) return { error: absent(groupId), assignment: NO_BYTES };
      return new Promise((resolve) => group.sync(claim, assignments, resolve));
    },
    heartbeat: (groupId, claim) => groups.get(groupId)?.heartbeat(claim) ?? absent(groupId),
    leave: (groupId, memberId, instanceId) => groups.get(groupId)?.leave(memberId, instanceId) ?? absent(groupId),
    commits(groupId, claim, producerId) {
      const error = mayCommit(groupId, claim, producerId !== null);
      return (offset) => (error === errorCode.NONE ? commitOne(groupId, offset, producerId) : error);
    },
    endTransaction: (producerId, groupId, commit) => offsets.endTransaction(producerId, groupId, commit),
    delete(groupId) {
      const group = groups.get(groupId);
      if (group === undefined && !offsets.has(groupId)) return errorCode.GROUP_ID_NOT_FOUND;
      if (group !== undefined && group.phase !== "Empty") return errorCode.NON_EMPTY_GROUP;
      group?.suspend(errorCode.UNKNOWN_MEMBER_ID);
      groups.delete(groupId);
      offsets.deleteGroup(groupId);
      return errorCode.NONE;
    },
    topicDeleted: (topic) => offsets.deleteTopic(topic),
    coordinatorsMoved(moved, served) {
      for (const [groupId, group] of groups) {
        if (!moved(groupId)) continue;
        group.suspend(errorCode.NOT_COORDINATOR);
        if (served) group.resume();
        forgetUnused(groupId);
      }
    },
    close() {
      for (const group of groups.values()) group.suspend(errorCode.COORDINATOR_NOT_AVAILABLE);
      store.close();
    },
  };
}
