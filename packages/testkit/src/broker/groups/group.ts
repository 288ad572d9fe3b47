import { randomUUID } from "node:crypto";
import type { Timer, Timers } from "../timers.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import {
  answerJoin,
  createMember,
  type JoinAnswer,
  type JoinRequest,
  type Member,
  NO_BYTES,
  refusedJoin,
  type SyncAnswer,
  sameProtocols,
} from "./member.js";
import { createRebalance, type Rebalance } from "./rebalance.js";

/** What says who a request comes from, and which generation it believes in. */
export interface MemberClaim {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** -1 from clients that only store offsets. */
  readonly generation: number;
}

export interface GroupOptions {
  /** How long the first rebalance of an empty group waits for more members. */
  readonly initialRebalanceDelayMs: number;
  /** How many members are let in. */
  readonly maxSize: number;
}

/**
 * One group of Kafka's classic protocol, without its offsets. It is given requests one at a time, answers through the
 * callbacks it is given, each exactly once, and knows neither nodes nor connections: a member whose connection breaks stays
 * until its session times out.
 */
export interface Group extends Pick<Rebalance, "phase" | "generation" | "protocol" | "membership"> {
  /** Whether nobody is in it or about to be. */
  readonly unused: boolean;
  join(request: JoinRequest, reply: (answer: JoinAnswer) => void): void;
  /** @param assignments by member id; only the leader's count */
  sync(claim: MemberClaim, assignments: ReadonlyMap<string, Buffer>, reply: (answer: SyncAnswer) => void): void;
  heartbeat(claim: MemberClaim): ErrorCode;
  /** Without a member id, the static member of this name leaves. */
  leave(memberId: string, instanceId: string | null): ErrorCode;
  /** Whether these may commit an offset now. Outside a transaction it counts as a sign of life. */
  mayCommit(claim: MemberClaim, inTransaction: boolean): ErrorCode;
  suspend(error: ErrorCode): void;
  resume(): void;
}

/** @param onNewcomerGone runs when a newcomer that was given an id has not come back */
export function createGroup(timers: Timers, options: GroupOptions, onNewcomerGone: () => void): Group {
  /** Newcomers that were given an id and have not come back with it. */
  const pending = new Map<string, Timer>();
  const rebalance = createRebalance(timers, options.initialRebalanceDelayMs, () => pending.size);
  const { membership } = rebalance;
  const { members } = membership;

  const forget = (memberId: string): boolean => {
    pending.get(memberId)?.cancel();
    return pending.delete(memberId);
  };

  const expectBack = (memberId: string, sessionTimeoutMs: number) => {
    const expire = () => {
      pending.delete(memberId);
      rebalance.completeIfJoined();
      onNewcomerGone();
    };
    pending.set(memberId, timers.after(sessionTimeoutMs, expire));
  };

  const hasRoomFor = (memberId: string): boolean => {
    if (rebalance.phase === "Empty") return true;
    if (rebalance.phase !== "PreparingRebalance") return members.has(memberId) || members.size < options.maxSize;
    const awaiting = [...members.values()].filter((member) => member.awaitingJoin !== undefined);
    return awaiting.some(({ id }) => id === memberId) || awaiting.length < options.maxSize;
  };

  const admit = (memberId: string, request: JoinRequest, reply: (answer: JoinAnswer) => void) => {
    const member = createMember(memberId, request);
    member.awaitingJoin = reply;
    rebalance.admit(member, request.protocolType);
  };

  const update = (member: Member, request: JoinRequest) => {
    member.clientId = request.clientId;
    member.clientHost = request.clientHost;
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    member.protocols = request.protocols;
  };

  const rejoin = (member: Member, request: JoinRequest, reply: (answer: JoinAnswer) => void) => {
    update(member, request);
    // Only a client that has given up its first request sends a second one.
    answerJoin(member, refusedJoin(errorCode.REBALANCE_IN_PROGRESS, member.id));
    member.awaitingJoin = reply;
    rebalance.begin();
  };

  const joinAgain = (memberId: string, request: JoinRequest, reply: (answer: JoinAnswer) => void) => {
    if (pending.has(memberId) && request.instanceId === null) {
      forget(memberId);
      admit(memberId, request, reply);
      return;
    }
    const error = membership.validate(memberId, request.instanceId);
    const member = members.get(memberId);
    if (error !== errorCode.NONE || member === undefined) {
      reply(refusedJoin(error, memberId));
      return;
    }
    const leads = memberId === membership.leaderId;
    const unchanged =
      sameProtocols(member, request.protocols) &&
      (rebalance.phase === "CompletingRebalance" || (rebalance.phase === "Stable" && !leads));
    if (!unchanged) {
      rejoin(member, request, reply);
      return;
    }
    rebalance.touch(member);
    reply(rebalance.joinAnswer(member, membership.leaderId ?? ""));
  };

  /** A static member has come back under a new id: its old self is fenced, and the others need not notice. */
  const replace = (member: Member, memberId: string, request: JoinRequest, reply: (answer: JoinAnswer) => void) => {
    const leader = membership.leaderId ?? "";
    rebalance.fence(member);
    membership.rename(member, memberId);
    update(member, request);
    if (rebalance.phase === "Stable" && membership.vote() === rebalance.protocol) {
      rebalance.touch(member);
      // The old leader's id: had the member's own been said, it would assign partitions that nobody would hear of.
      reply(rebalance.joinAnswer(member, leader));
      return;
    }
    member.awaitingJoin = reply;
    rebalance.touch(member);
    rebalance.begin();
  };

  const joinFirst = (request: JoinRequest, reply: (answer: JoinAnswer) => void) => {
    const memberId = `${request.instanceId ?? request.clientId}-${randomUUID()}`;
    const known = request.instanceId === null ? undefined : members.get(membership.idOf(request.instanceId) ?? "");
    if (known !== undefined) {
      replace(known, memberId, request, reply);
    } else if (request.memberIdRequired && request.instanceId === null) {
      expectBack(memberId, request.sessionTimeoutMs);
      reply(refusedJoin(errorCode.MEMBER_ID_REQUIRED, memberId));
    } else {
      admit(memberId, request, reply);
    }
  };

  const check = (claim: MemberClaim): ErrorCode => {
    const error = membership.validate(claim.memberId, claim.instanceId);
    if (error !== errorCode.NONE) return error;
    return claim.generation === rebalance.generation ? errorCode.NONE : errorCode.ILLEGAL_GENERATION;
  };

  const touch = (memberId: string) => {
    const member = members.get(memberId);
    if (member !== undefined) rebalance.touch(member);
  };

  const isMemberless = (claim: MemberClaim) =>
    claim.generation < 0 && claim.memberId === "" && claim.instanceId === null;

  return {
    get phase() {
      return rebalance.phase;
    },
    get generation() {
      return rebalance.generation;
    },
    get protocol() {
      return rebalance.protocol;
    },
    membership,
    get unused() {
      return members.size === 0 && pending.size === 0;
    },
    join(request, reply) {
      const { memberId } = request;
      if (!hasRoomFor(memberId)) {
        const member = members.get(memberId);
        forget(memberId);
        if (member !== undefined) rebalance.remove(member, errorCode.GROUP_MAX_SIZE_REACHED);
        reply(refusedJoin(errorCode.GROUP_MAX_SIZE_REACHED, ""));
      } else if (!membership.supports(request)) {
        reply(refusedJoin(errorCode.INCONSISTENT_GROUP_PROTOCOL, memberId));
      } else if (memberId === "") {
        joinFirst(request, reply);
      } else {
        joinAgain(memberId, request, reply);
      }
    },
    sync(claim, assignments, reply) {
      const refuse = (error: ErrorCode) => reply({ error, assignment: NO_BYTES });
      const error = check(claim);
      const member = members.get(claim.memberId);
      if (error !== errorCode.NONE || member === undefined) return refuse(error);
      if (rebalance.phase === "PreparingRebalance") return refuse(errorCode.REBALANCE_IN_PROGRESS);
      rebalance.synced(member.id);
      if (rebalance.phase === "Stable") {
        rebalance.touch(member);
        return reply({ error: errorCode.NONE, assignment: member.assignment });
      }
      rebalance.awaitAssignment(member, reply);
      if (member.id === membership.leaderId) rebalance.assign(assignments);
    },
    heartbeat(claim) {
      const error = check(claim);
      if (error !== errorCode.NONE) return error;
      touch(claim.memberId);
      return rebalance.phase === "PreparingRebalance" ? errorCode.REBALANCE_IN_PROGRESS : errorCode.NONE;
    },
    leave(memberId, instanceId) {
      if (memberId !== "" && forget(memberId)) {
        rebalance.completeIfJoined();
        return errorCode.NONE;
      }
      const id = memberId === "" && instanceId !== null ? (membership.idOf(instanceId) ?? "") : memberId;
      const error = membership.validate(id, instanceId);
      const member = members.get(id);
      if (error !== errorCode.NONE || member === undefined) return error;
      rebalance.remove(member, errorCode.UNKNOWN_MEMBER_ID);
      return errorCode.NONE;
    },
    mayCommit(claim, inTransaction) {
      if (claim.generation < 0 && rebalance.phase === "Empty") return errorCode.NONE;
      if (isMemberless(claim)) return inTransaction ? errorCode.NONE : errorCode.UNKNOWN_MEMBER_ID;
      const error = check(claim);
      if (error !== errorCode.NONE || inTransaction) return error;
      if (rebalance.phase === "CompletingRebalance") return errorCode.REBALANCE_IN_PROGRESS;
      touch(claim.memberId);
      return errorCode.NONE;
    },
    suspend(error) {
      for (const timer of pending.values()) timer.cancel();
      pending.clear();
      rebalance.suspend(error);
    },
    resume: () => rebalance.resume(),
  };
}
