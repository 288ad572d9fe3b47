import type { Group } from "./group.js";
import { metadataFor, NO_BYTES } from "./member.js";
import type { GroupPhase } from "./rebalance.js";

/** A group as `broker.groups()` shows it. */
export interface GroupInfo {
  readonly groupId: string;
  /** Dead where there is no such group. */
  readonly state: GroupPhase | "Dead";
  /** `consumer` for groups of consumers; empty for a group that has nothing but offsets. */
  readonly protocolType: string;
  readonly members: readonly MemberInfo[];
}

export interface MemberInfo {
  readonly memberId: string;
  /** The name of a static member, else null. */
  readonly instanceId: string | null;
  readonly clientId: string;
}

export interface GroupDescription extends GroupInfo {
  /** The protocol chosen, while the group is stable. */
  readonly protocol: string;
  readonly members: readonly MemberDescription[];
}

interface MemberDescription extends MemberInfo {
  readonly clientHost: string;
  /** Empty unless the group is stable. */
  readonly metadata: Buffer;
  readonly assignment: Buffer;
}

export function groupInfo({ groupId, state, protocolType, members }: GroupDescription): GroupInfo {
  return {
    groupId,
    state,
    protocolType,
    members: members.map(({ memberId, instanceId, clientId }) => ({ memberId, instanceId, clientId })),
  };
}

/** @param hasOffsets a group whose members are not known of any more exists as long as its offsets do */
export function describeGroup(groupId: string, group: Group | undefined, hasOffsets: boolean): GroupDescription {
  if (group === undefined) {
    return { groupId, state: hasOffsets ? "Empty" : "Dead", protocolType: "", protocol: "", members: [] };
  }
  const { phase, protocol, membership } = group;
  const isStable = phase === "Stable";
  return {
    groupId,
    state: phase,
    protocolType: membership.protocolType ?? "",
    protocol: isStable ? (protocol ?? "") : "",
    members: [...membership.members.values()].map((member) => ({
      memberId: member.id,
      instanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      metadata: isStable ? metadataFor(member, protocol) : NO_BYTES,
      assignment: isStable ? member.assignment : NO_BYTES,
    })),
  };
}
