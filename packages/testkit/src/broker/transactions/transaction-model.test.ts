import fc from "fast-check";
import { expect, it } from "vitest";
import { createCoordinatorBed } from "../../../test/coordinator-bed.js";
import { errorCode } from "../wire/error-code.js";
import type { ProducerClaim } from "./transaction-state.js";

const TIMEOUT_MS = 10_000;
const IDS = ["tx 0", "tx 1", "tx 2"];
const NO_MEMBER = { memberId: "", generation: -1, instanceId: null };

/** What a transactional id should be like. */
interface Model {
  /** Those that were ever given; the last one counts, unless `fenced`. */
  readonly claims: ProducerClaim[];
  fenced: boolean;
  open: { readonly writes: [partition: number, value: string][]; offset?: number; readonly until: number } | undefined;
}

const id = fc.nat(IDS.length - 1);
const step = fc.oneof(
  fc.record({ kind: fc.constant("init" as const), id }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("write" as const), id, partition: fc.nat(2), zombie: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("offset" as const), id, offset: fc.nat(1000) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("end" as const), id, commit: fc.boolean(), zombie: fc.boolean() }),
  },
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 8_000 }) }),
  fc.record({ kind: fc.constant("restart" as const) }),
);

it("shows exactly what was committed, whoever else writes, dies, or comes back from the dead", () => {
  const model = fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
    const bed = createCoordinatorBed();
    bed.addTopic("t");
    const models: Model[] = IDS.map(() => ({ claims: [], fenced: true, open: undefined }));
    const expected: string[][] = [[], [], []];
    const offsets = new Map<number, number>();
    let writes = 0;

    const expire = () => {
      for (const each of models) {
        if (each.open === undefined || each.open.until > bed.timers.now()) continue;
        each.open = undefined;
        each.fenced = true;
      }
    };

    for (const next of steps) {
      if (next.kind === "wait") {
        bed.timers.advance(next.ms);
        expire();
        continue;
      }
      if (next.kind === "restart") {
        bed.restart();
        continue;
      }
      const name = IDS[next.id] ?? "";
      const each = models[next.id];
      if (each === undefined) continue;
      if (next.kind === "init") {
        const { error, producerId, epoch } = bed.transactions.initProducer(name, TIMEOUT_MS, null);
        expect(error).toBe(errorCode.NONE);
        each.claims.push({ producerId, epoch });
        each.fenced = false;
        each.open = undefined;
        continue;
      }
      const isZombie = "zombie" in next && next.zombie && each.claims.length > 1;
      const claim = each.claims.at(isZombie ? 0 : -1);
      if (claim === undefined) continue;
      const isRefused = isZombie || each.fenced;
      const open = each.open ?? { writes: [], until: bed.timers.now() + TIMEOUT_MS };
      if (next.kind === "write") {
        const { partition } = next;
        const added = bed.transactions.addPartitions(name, claim, [{ topic: "t", partitions: [partition] }]);
        const value = `${++writes}`;
        const written = bed.write(claim, "t", partition, value);
        expect([added, written].map((error) => error !== errorCode.NONE)).toEqual([isRefused, isRefused]);
        if (isRefused) continue;
        open.writes.push([partition, value]);
        each.open = open;
      } else if (next.kind === "offset") {
        const error = bed.transactions.addGroup(name, claim, `g ${next.id}`);
        expect(error !== errorCode.NONE).toBe(isRefused);
        if (isRefused) continue;
        const offset = { topic: "t", partition: 0, offset: next.offset, leaderEpoch: -1, metadata: "" };
        bed.groups.commits(`g ${next.id}`, NO_MEMBER, claim.producerId)(offset);
        open.offset = next.offset;
        each.open = open;
      } else {
        const error = bed.transactions.end(name, claim, next.commit);
        if (isRefused) expect(error).toBe(errorCode.PRODUCER_FENCED);
        if (isRefused || each.open === undefined) continue;
        expect(error).toBe(errorCode.NONE);
        if (next.commit) {
          for (const [partition, value] of open.writes) expected[partition]?.push(value);
          if (open.offset !== undefined) offsets.set(next.id, open.offset);
        }
        each.open = undefined;
      }
    }

    // What is still open keeps readers from what is behind it, until its time is over.
    bed.timers.advance(TIMEOUT_MS);
    for (const partition of [0, 1, 2]) {
      const byNumber = (values: readonly string[]) => [...values].sort((a, b) => Number(a) - Number(b));
      expect(bed.committed("t", partition)).toEqual(byNumber(expected[partition] ?? []));
    }
    IDS.forEach((_, i) => {
      expect(bed.groups.offsets.get(`g ${i}`, "t", 0)?.offset).toBe(offsets.get(i));
    });
  });
  fc.assert(model, { numRuns: 300 });
});
