import fc from "fast-check";
import { expect, it } from "vitest";
import { type Asked, claimOf, createGroupHarness, type GroupHarness } from "../../../test/group-harness.js";
import { errorCode } from "../wire/error-code.js";
import type { MemberClaim } from "./group.js";
import type { JoinAnswer, SyncAnswer } from "./member.js";

const PARTITIONS = [0, 1, 2, 3, 4, 5];

/** A rebalance is often over before everybody has noticed it. */
const TIMEOUTS = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 5_000 };

/** A client that does what Kafka's consumers do with each answer. */
class SimulatedClient {
  alive = true;
  memberId = "";
  joined: Asked<JoinAnswer> | undefined;
  synced: Asked<SyncAnswer> | undefined;

  constructor(
    readonly harness: GroupHarness,
    readonly instanceId: string | null,
  ) {}

  get assignment(): { readonly generation: number; readonly partitions: readonly number[] } | undefined {
    if (this.joined?.answer === undefined || this.synced?.answer?.error !== errorCode.NONE) return undefined;
    const text = this.synced.answer.assignment.toString();
    return { generation: this.joined.answer.generation, partitions: text === "" ? [] : text.split(",").map(Number) };
  }

  /** Its next request, where it does not wait for an answer. */
  act(): void {
    if (!this.alive) return;
    if (this.joined === undefined) this.join();
    else if (this.joined.answer === undefined) return;
    else if (this.joined.answer.error !== errorCode.NONE) this.recover(this.joined.answer.error);
    else if (this.synced === undefined) this.sync(this.joined);
    else if (this.synced.answer === undefined) return;
    else if (this.synced.answer.error !== errorCode.NONE) this.recover(this.synced.answer.error);
    else this.heartbeat(claimOf(this.joined, this.instanceId ?? undefined));
  }

  leave(): void {
    if (!this.alive) return;
    this.harness.group.leave(this.memberId, this.instanceId);
    this.alive = false;
  }

  private join(): void {
    const { memberId, instanceId } = this;
    this.joined = this.harness.join({ ...TIMEOUTS, memberId, instanceId, memberIdRequired: true });
    this.synced = undefined;
  }

  private sync(joined: Asked<JoinAnswer>): void {
    const members = joined.answer?.members ?? [];
    const decided = members.map(({ id }, i) => [id, PARTITIONS.filter((p) => p % members.length === i).join()]);
    this.memberId = joined.answer?.memberId ?? "";
    this.synced = this.harness.sync(joined, Object.fromEntries(decided), this.instanceId ?? undefined);
  }

  private heartbeat(claim: MemberClaim): void {
    const { group } = this.harness;
    const error = group.heartbeat(claim);
    if (error === errorCode.NONE && claim.generation !== group.generation)
      throw new Error("an old generation lives on");
    this.recover(error);
  }

  private recover(error: number): void {
    if (error === errorCode.NONE) return;
    const told = this.joined?.answer;
    if (error === errorCode.FENCED_INSTANCE_ID) this.alive = false;
    if (error === errorCode.MEMBER_ID_REQUIRED) this.memberId = told?.memberId ?? "";
    if (error === errorCode.UNKNOWN_MEMBER_ID) this.memberId = "";
    this.joined = undefined;
    this.synced = undefined;
  }
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("act" as const), who: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), who: fc.nat(5) }) },
  // It is not heard of again. A static one may be replaced by a new process.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("die" as const), who: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("start" as const), who: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 12_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("move" as const) }) },
);

it("never gives a partition to two members in one generation, and ends stable with everybody in it", () => {
  const model = fc.property(
    fc.array(step, { maxLength: 250, size: "max" }),
    fc.constantFrom(0, 3_000),
    (steps, initialRebalanceDelayMs) => {
      const harness = createGroupHarness({ initialRebalanceDelayMs });
      const start = (slot: number) => new SimulatedClient(harness, slot % 2 === 0 ? null : `static ${slot}`);
      const clients = PARTITIONS.map(start);
      /** Who was given a partition in a generation: the owner is the same for a static member under any id. */
      const owners = new Map<string, string>();

      const check = () => {
        for (const [slot, client] of clients.entries()) {
          for (const partition of client.assignment?.partitions ?? []) {
            const key = `${client.assignment?.generation}/${partition}`;
            const owner = client.instanceId ?? client.joined?.answer?.memberId ?? `${slot}`;
            if ((owners.get(key) ?? owner) !== owner) throw new Error(`${key} was given to two members`);
            owners.set(key, owner);
          }
        }
        const { phase, generation, membership } = harness.group;
        if (phase !== "Stable") return;
        const held = [...membership.members.keys()].map(
          (id) => clients.find(({ memberId }) => memberId === id)?.assignment ?? { generation: -1, partitions: [] },
        );
        if (held.some((assignment) => assignment.generation !== generation)) return;
        const missing = PARTITIONS.filter(
          (partition) => !held.some(({ partitions }) => partitions.includes(partition)),
        );
        if (missing.length > 0) throw new Error(`nobody was given ${missing} in generation ${generation}`);
      };

      for (const next of steps) {
        if (next.kind === "wait") harness.timers.advance(next.ms);
        else if (next.kind === "move") {
          harness.group.suspend(errorCode.NOT_COORDINATOR);
          harness.group.resume();
        } else if (next.kind === "start") {
          const old = clients[next.who];
          if (old?.instanceId !== null || !old.alive) clients[next.who] = start(next.who);
        } else if (next.kind === "act") clients[next.who]?.act();
        else if (next.kind === "leave") clients[next.who]?.leave();
        else {
          const client = clients[next.who];
          if (client !== undefined) client.alive = false;
        }
        check();
      }

      // Whoever is alive goes on; whoever is not times out.
      const settled = () => {
        const alive = clients.filter((client) => client.alive);
        const { phase, membership } = harness.group;
        if (alive.length === 0) return phase === "Empty";
        const present = alive.every(
          (client) => client.assignment !== undefined && membership.members.has(client.memberId),
        );
        return phase === "Stable" && membership.members.size === alive.length && present;
      };
      for (let round = 0; round < 1_000 && !settled(); round++) {
        for (const client of clients) client.act();
        check();
        harness.timers.advance(1_000);
      }
      expect(settled()).toBe(true);
      const alive = clients.filter((client) => client.alive);
      const assigned = alive.flatMap((client) => client.assignment?.partitions ?? []).sort();
      expect(assigned).toEqual(alive.length === 0 ? [] : PARTITIONS);
      expect(new Set(alive.map((client) => client.assignment?.generation)).size).toBeLessThanOrEqual(1);
    },
  );
  fc.assert(model, { numRuns: 300 });
});
