import { type ErrorCode, errorCode } from "../wire/error-code.js";
import type { GroupProtocol, JoinRequest, Member } from "./member.js";

/** Who is in a group, who leads it, and what all of them can agree on. It knows nothing of time or states. */
export interface Membership {
  /** By member id, in the order of their coming. */
  readonly members: ReadonlyMap<string, Member>;
  readonly leaderId: string | null;
  /** What kind of group it is: the first member says it. */
  readonly protocolType: string | null;
  add(member: Member, protocolType: string): void;
  /** The next member leads where the leader goes. */
  remove(memberId: string): void;
  /** Gives a static member the id it comes back with; it keeps its assignment, and the lead if it had it. */
  rename(member: Member, memberId: string): void;
  /** The id under which a static member is known now. */
  idOf(instanceId: string): string | undefined;
  /** UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID where another one has taken the instance's place, or NONE. */
  validate(memberId: string, instanceId: string | null): ErrorCode;
  /** Whether who joins is of the group's type and knows a protocol that all members know. */
  supports(request: JoinRequest): boolean;
  /** The protocol that gets most votes among those that all members know. */
  vote(): string;
  /** Gives the lead to someone who has joined again, unless the leader has. False where nobody has. */
  electJoined(): boolean;
  /** The time that the slowest member asks for; 0 without members. */
  rebalanceTimeoutMs(): number;
}

export function createMembership(): Membership {
  const members = new Map<string, Member>();
  const idsOfInstances = new Map<string, string>();
  let leaderId: string | null = null;
  let protocolType: string | null = null;

  const common = (): GroupProtocol["name"][] => {
    const [first, ...rest] = members.values();
    return (first?.protocols ?? [])
      .map(({ name }) => name)
      .filter((name) => rest.every((member) => knows(member, name)));
  };

  return {
    members,
    get leaderId() {
      return leaderId;
    },
    get protocolType() {
      return protocolType;
    },
    add(member, type) {
      if (members.size === 0) protocolType = type;
      members.set(member.id, member);
      if (member.instanceId !== null) idsOfInstances.set(member.instanceId, member.id);
      leaderId ??= member.id;
    },
    remove(memberId) {
      const member = members.get(memberId);
      if (member === undefined) return;
      members.delete(memberId);
      if (member.instanceId !== null) idsOfInstances.delete(member.instanceId);
      if (leaderId === memberId) leaderId = members.keys().next().value ?? null;
    },
    rename(member, memberId) {
      if (leaderId === member.id) leaderId = memberId;
      members.delete(member.id);
      member.id = memberId;
      members.set(memberId, member);
      if (member.instanceId !== null) idsOfInstances.set(member.instanceId, memberId);
    },
    idOf: (instanceId) => idsOfInstances.get(instanceId),
    validate(memberId, instanceId) {
      if (instanceId !== null) {
        const current = idsOfInstances.get(instanceId);
        if (current === undefined) return errorCode.UNKNOWN_MEMBER_ID;
        if (current !== memberId) return errorCode.FENCED_INSTANCE_ID;
      }
      return members.has(memberId) ? errorCode.NONE : errorCode.UNKNOWN_MEMBER_ID;
    },
    supports(request) {
      if (members.size === 0) return request.protocolType !== "" && request.protocols.length > 0;
      if (request.protocolType !== protocolType) return false;
      const names = common();
      return request.protocols.some(({ name }) => names.includes(name));
    },
    vote() {
      const votes = new Map<string, number>(common().map((name) => [name, 0]));
      for (const { protocols } of members.values()) {
        const choice = protocols.find(({ name }) => votes.has(name));
        if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
      }
      const [first, ...rest] = votes;
      return rest.reduce((best, entry) => (entry[1] > best[1] ? entry : best), first ?? ["", 0])[0];
    },
    electJoined() {
      const joined = (id: string | null) => id !== null && members.get(id)?.awaitingJoin !== undefined;
      if (joined(leaderId)) return true;
      const next = [...members.keys()].find(joined);
      if (next !== undefined) leaderId = next;
      return next !== undefined;
    },
    rebalanceTimeoutMs: () => Math.max(0, ...[...members.values()].map((member) => member.rebalanceTimeoutMs)),
  };
}

function knows(member: Member, protocol: string): boolean {
  return member.protocols.some(({ name }) => name === protocol);
}
