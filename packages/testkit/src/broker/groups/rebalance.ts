import type { Timer, Timers } from "../timers.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import {
  answerJoin,
  answerSync,
  type JoinAnswer,
  type Member,
  metadataFor,
  NO_BYTES,
  refusedJoin,
  type SyncAnswer,
} from "./member.js";
import { createMembership, type Membership } from "./membership.js";

/** The states of Kafka's classic group protocol. A group that is gone counts as Dead. */
export type GroupPhase = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

/** How long a newcomer may wait for its first rebalance: its own session time-out would be too short for that. */
const NEW_MEMBER_TIMEOUT_MS = 300_000;

/** A group's generations: how one ends and the next begins. */
export interface Rebalance {
  readonly phase: GroupPhase;
  readonly generation: number;
  /** The protocol chosen for this generation. */
  readonly protocol: string | null;
  readonly membership: Membership;
  /** Takes a newcomer in and makes everybody join again. */
  admit(member: Member, protocolType: string): void;
  /** Makes everybody join again, unless that is under way. Ends it at once where everybody has. */
  begin(): void;
  /** Ends the joining where everybody has joined that is expected. */
  completeIfJoined(): void;
  /** Hands out what the leader has decided. */
  assign(assignments: ReadonlyMap<string, Buffer>): void;
  /** Notes that a member has asked for its assignment of this generation. */
  synced(memberId: string): void;
  /** Answers a member's SyncGroup when the leader has sent its own. */
  awaitAssignment(member: Member, reply: (answer: SyncAnswer) => void): void;
  /** Tells requests that wait in a static member's name that another process has taken it over. */
  fence(member: Member): void;
  /** Starts the member's session time-out anew. */
  touch(member: Member): void;
  /** Takes a member out. Where it waits for an answer, it is told the error. */
  remove(member: Member, error: ErrorCode): void;
  joinAnswer(member: Member, leader: string): JoinAnswer;
  /** Stops all timers; members that wait are told the error. */
  suspend(error: ErrorCode): void;
  /** Starts all timers anew, as a coordinator does that has just taken the group over. */
  resume(): void;
}

/** @param pending how many newcomers have been given an id and have not come back with it */
export function createRebalance(timers: Timers, initialDelayMs: number, pending: () => number): Rebalance {
  const membership = createMembership();
  const { members } = membership;
  const unsynced = new Set<string>();
  let phase: GroupPhase = "Empty";
  let generation = 0;
  let protocol: string | null = null;
  let joining: Timer | undefined;
  let syncing: Timer | undefined;
  /** While a new group waits for more members, nothing else ends the joining. */
  let holding = false;
  let newcomers = false;

  const touch = (member: Member, ms = member.sessionTimeoutMs) => {
    member.session?.cancel();
    member.session = timers.after(ms, () => {
      const excused = !member.isNew && (member.awaitingJoin !== undefined || member.awaitingSync !== undefined);
      if (!excused) remove(member, errorCode.UNKNOWN_MEMBER_ID);
    });
  };

  const drop = (member: Member, error: ErrorCode) => {
    member.session?.cancel();
    unsynced.delete(member.id);
    membership.remove(member.id);
    answerJoin(member, refusedJoin(error, member.id));
    member.assignment = NO_BYTES;
    answerSync(member, error);
  };

  const remove = (member: Member, error: ErrorCode) => {
    drop(member, error);
    begin();
  };

  const joinAnswer = (member: Member, leader: string): JoinAnswer => ({
    error: errorCode.NONE,
    memberId: member.id,
    generation,
    protocol: protocol ?? "",
    leader,
    members:
      member.id === leader
        ? [...members.values()].map((each) => ({
            id: each.id,
            instanceId: each.instanceId,
            metadata: metadataFor(each, protocol),
          }))
        : [],
  });

  const hold = (leftMs: number) => {
    const delayMs = Math.min(initialDelayMs, leftMs);
    holding = true;
    joining = timers.after(delayMs, () => {
      if (newcomers && leftMs > delayMs) {
        newcomers = false;
        hold(leftMs - delayMs);
        return;
      }
      complete();
    });
  };

  const begin = () => {
    if (phase !== "PreparingRebalance") prepare();
    completeIfJoined();
  };

  const prepare = () => {
    const isFirst = phase === "Empty";
    for (const member of members.values()) {
      if (phase === "CompletingRebalance") member.assignment = NO_BYTES;
      if (answerSync(member, errorCode.REBALANCE_IN_PROGRESS)) touch(member);
    }
    syncing?.cancel();
    unsynced.clear();
    phase = "PreparingRebalance";
    const timeoutMs = membership.rebalanceTimeoutMs();
    newcomers = false;
    if (isFirst && initialDelayMs > 0) hold(Math.max(initialDelayMs, timeoutMs));
    else joining = timers.after(timeoutMs, complete);
  };

  const completeIfJoined = () => {
    if (phase !== "PreparingRebalance" || holding || pending() > 0) return;
    if ([...members.values()].every((member) => member.awaitingJoin !== undefined)) complete();
  };

  const complete = () => {
    joining?.cancel();
    holding = false;
    // Static members may be away for a while: their session time-out decides.
    for (const member of [...members.values()]) {
      if (member.awaitingJoin === undefined && member.instanceId === null) drop(member, errorCode.UNKNOWN_MEMBER_ID);
    }
    if (members.size > 0 && !membership.electJoined()) {
      joining = timers.after(membership.rebalanceTimeoutMs(), complete);
      return;
    }
    generation++;
    if (members.size === 0) {
      phase = "Empty";
      protocol = null;
      return;
    }
    phase = "CompletingRebalance";
    protocol = membership.vote();
    for (const member of members.values()) unsynced.add(member.id);
    syncing = timers.after(membership.rebalanceTimeoutMs(), dropUnsynced);
    for (const member of [...members.values()]) {
      member.isNew = false;
      touch(member);
      answerJoin(member, joinAnswer(member, membership.leaderId ?? ""));
    }
  };

  const dropUnsynced = () => {
    if (unsynced.size === 0) return;
    for (const id of [...unsynced]) {
      const member = members.get(id);
      if (member !== undefined) drop(member, errorCode.UNKNOWN_MEMBER_ID);
    }
    begin();
  };

  return {
    get phase() {
      return phase;
    },
    get generation() {
      return generation;
    },
    get protocol() {
      return protocol;
    },
    membership,
    admit(member, protocolType) {
      if (phase === "PreparingRebalance" && generation === 0) newcomers = true;
      membership.add(member, protocolType);
      touch(member, NEW_MEMBER_TIMEOUT_MS);
      begin();
    },
    begin,
    completeIfJoined,
    assign(assignments) {
      phase = "Stable";
      for (const member of members.values()) {
        member.assignment = assignments.get(member.id) ?? NO_BYTES;
        if (answerSync(member, errorCode.NONE)) touch(member);
      }
    },
    synced(memberId) {
      unsynced.delete(memberId);
      if (unsynced.size === 0) syncing?.cancel();
    },
    awaitAssignment(member, reply) {
      answerSync(member, errorCode.REBALANCE_IN_PROGRESS);
      member.awaitingSync = reply;
    },
    fence(member) {
      unsynced.delete(member.id);
      answerJoin(member, refusedJoin(errorCode.FENCED_INSTANCE_ID, member.id));
      answerSync(member, errorCode.FENCED_INSTANCE_ID);
    },
    touch,
    remove,
    joinAnswer,
    suspend(error) {
      joining?.cancel();
      syncing?.cancel();
      holding = false;
      for (const member of members.values()) {
        member.session?.cancel();
        answerJoin(member, refusedJoin(error, member.id));
        if (answerSync(member, error)) unsynced.add(member.id);
      }
    },
    resume() {
      for (const member of members.values()) touch(member);
      if (phase === "PreparingRebalance") joining = timers.after(membership.rebalanceTimeoutMs(), complete);
      if (unsynced.size > 0) syncing = timers.after(membership.rebalanceTimeoutMs(), dropUnsynced);
    },
  };
}
