import type { Timer } from "../timers.js";
import type { ErrorCode } from "../wire/error-code.js";

/** A way to assign partitions that a member knows, and what it says to it: for consumers, their subscription. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

/** What a member asks to join with. */
export interface JoinRequest {
  /** Empty for a newcomer. */
  readonly memberId: string;
  /** The name of a static member, which it keeps across restarts. */
  readonly instanceId: string | null;
  /** Whether a newcomer must come back with the id it is given: JoinGroup from version 4 on. */
  readonly memberIdRequired: boolean;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** In the order of preference. */
  readonly protocols: readonly GroupProtocol[];
}

export interface JoinAnswer {
  readonly error: ErrorCode;
  readonly memberId: string;
  readonly generation: number;
  readonly protocol: string;
  readonly leader: string;
  /** Everybody, for the leader alone; empty for others. */
  readonly members: readonly { readonly id: string; readonly instanceId: string | null; readonly metadata: Buffer }[];
}

export interface SyncAnswer {
  readonly error: ErrorCode;
  readonly assignment: Buffer;
}

/** Someone in a group. */
export interface Member {
  id: string;
  readonly instanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly GroupProtocol[];
  assignment: Buffer;
  /** True until its first rebalance has ended. */
  isNew: boolean;
  /** Set while its JoinGroup waits for the others. */
  awaitingJoin: ((answer: JoinAnswer) => void) | undefined;
  /** Set while its SyncGroup waits for the leader. */
  awaitingSync: ((answer: SyncAnswer) => void) | undefined;
  session: Timer | undefined;
}

export const NO_BYTES = Buffer.alloc(0);

export function createMember(id: string, request: JoinRequest): Member {
  return {
    id,
    instanceId: request.instanceId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    protocols: request.protocols,
    assignment: NO_BYTES,
    isNew: true,
    awaitingJoin: undefined,
    awaitingSync: undefined,
    session: undefined,
  };
}

/** An answer to JoinGroup that lets nobody in. */
export function refusedJoin(error: ErrorCode, memberId: string): JoinAnswer {
  return { error, memberId, generation: -1, protocol: "", leader: "", members: [] };
}

/** Answers a waiting JoinGroup, where there is one. */
export function answerJoin(member: Member, answer: JoinAnswer): void {
  const reply = member.awaitingJoin;
  member.awaitingJoin = undefined;
  reply?.(answer);
}

/** Answers a waiting SyncGroup. Returns whether there was one. */
export function answerSync(member: Member, error: ErrorCode): boolean {
  const reply = member.awaitingSync;
  member.awaitingSync = undefined;
  reply?.({ error, assignment: member.assignment });
  return reply !== undefined;
}

/** Whether a member that joins again says the same as before. */
export function sameProtocols(member: Member, protocols: readonly GroupProtocol[]): boolean {
  return (
    member.protocols.length === protocols.length &&
    member.protocols.every(({ name, metadata }, i) => {
      const other = protocols[i];
      return other !== undefined && other.name === name && other.metadata.equals(metadata);
    })
  );
}

/** What a member says to a protocol; nothing where it does not know it. */
export function metadataFor(member: Member, protocol: string | null): Buffer {
  return member.protocols.find(({ name }) => name === protocol)?.metadata ?? NO_BYTES;
}
