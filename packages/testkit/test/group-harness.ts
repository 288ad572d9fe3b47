import { createGroup, type Group, type GroupOptions, type MemberClaim } from "../src/broker/groups/group.js";
import type { JoinAnswer, JoinRequest, SyncAnswer } from "../src/broker/groups/member.js";
import { createManualTimers, type ManualTimers } from "./manual-timers.js";

/** A request's answer, once it is there. */
export interface Asked<T> {
  answer: T | undefined;
}

export interface GroupHarness {
  readonly timers: ManualTimers;
  readonly group: Group;
  join(request?: Partial<JoinRequest> & { readonly names?: readonly string[] }): Asked<JoinAnswer>;
  sync(joined: Asked<JoinAnswer>, assignments?: Record<string, string>, instanceId?: string): Asked<SyncAnswer>;
  /** Joins as a client does that is told its id first, and gives the id. */
  arrive(request?: Partial<JoinRequest>): { readonly id: string; readonly joined: Asked<JoinAnswer> };
}

/** A group on a clock that stands still, and a short way to ask it. */
export function createGroupHarness(options: Partial<GroupOptions> = {}): GroupHarness {
  const timers = createManualTimers();
  const group = createGroup(timers, { initialRebalanceDelayMs: 0, maxSize: 100, ...options }, () => {});

  const join: GroupHarness["join"] = ({ names = ["range"], ...request } = {}) => {
    const asked: Asked<JoinAnswer> = { answer: undefined };
    const protocols = names.map((name) => ({ name, metadata: Buffer.from(`metadata for ${name}`) }));
    group.join(
      {
        memberId: "",
        instanceId: null,
        memberIdRequired: false,
        clientId: "client",
        clientHost: "/127.0.0.1",
        sessionTimeoutMs: 10_000,
        rebalanceTimeoutMs: 60_000,
        protocolType: "consumer",
        protocols,
        ...request,
      },
      (answer) => settle(asked, answer),
    );
    return asked;
  };

  return {
    timers,
    group,
    join,
    sync(joined, assignments = {}, instanceId) {
      const asked: Asked<SyncAnswer> = { answer: undefined };
      const decided = Object.entries(assignments).map(([id, text]) => [id, Buffer.from(text)] as const);
      group.sync(claimOf(joined, instanceId), new Map(decided), (answer) => settle(asked, answer));
      return asked;
    },
    arrive(request) {
      const id = join({ ...request, memberIdRequired: true }).answer?.memberId ?? "";
      return { id, joined: join({ ...request, memberId: id, memberIdRequired: true }) };
    },
  };
}

export function claimOf(joined: Asked<JoinAnswer>, instanceId?: string): MemberClaim {
  if (joined.answer === undefined) throw new Error("the member has not been answered yet");
  return { memberId: joined.answer.memberId, generation: joined.answer.generation, instanceId: instanceId ?? null };
}

function settle<T>(asked: Asked<T>, answer: T): void {
  if (asked.answer !== undefined) throw new Error("a request was answered twice");
  asked.answer = answer;
}
