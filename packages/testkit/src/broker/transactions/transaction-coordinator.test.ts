import { beforeEach, describe, expect, it } from "vitest";
import { type CoordinatorBed, createCoordinatorBed } from "../../../test/coordinator-bed.js";
import { errorCode } from "../wire/error-code.js";
import type { ProducerClaim } from "./transaction-state.js";

const { NONE, PRODUCER_FENCED, INVALID_TXN_STATE, INVALID_PRODUCER_ID_MAPPING, INVALID_PRODUCER_EPOCH } = errorCode;
const TIMEOUT_MS = 10_000;
const NO_MEMBER = { memberId: "", generation: -1, instanceId: null };

let bed: CoordinatorBed;

beforeEach(() => {
  bed = createCoordinatorBed();
  bed.addTopic("t");
});

const init = (id: string | null = "tx", previous: ProducerClaim | null = null) =>
  bed.transactions.initProducer(id, TIMEOUT_MS, previous);
const add = (claim: ProducerClaim, ...partitions: number[]) =>
  bed.transactions.addPartitions("tx", claim, [{ topic: "t", partitions }]);
const end = (claim: ProducerClaim, commit: boolean) => bed.transactions.end("tx", claim, commit);
const commitOffset = (claim: ProducerClaim, offset: number) =>
  bed.groups.commits(
    "g",
    NO_MEMBER,
    claim.producerId,
  )({ topic: "t", partition: 0, offset, leaderEpoch: -1, metadata: "" });
const committedOffset = () => bed.groups.offsets.get("g", "t", 0)?.offset;

/** A producer with an open transaction that has written "a" to partition 0 and "b" to partition 2. */
function openTransaction(): ProducerClaim {
  const claim = init();
  expect(add(claim, 0, 2)).toBe(NONE);
  expect(bed.write(claim, "t", 0, "a")).toBe(NONE);
  expect(bed.write(claim, "t", 2, "b")).toBe(NONE);
  return claim;
}

const all = () => [0, 1, 2].flatMap((partition) => bed.committed("t", partition));

describe("producer ids", () => {
  it("are never the same, not even after a restart", () => {
    const ids = [init(null), init(null), init("tx"), init("other")].map(({ producerId }) => producerId);
    bed.restart();
    ids.push(init(null).producerId, init("third").producerId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("stay the same for a transactional id, with a new epoch each time", () => {
    const first = init();
    expect(first).toMatchObject({ error: NONE, epoch: 0 });
    expect(init()).toEqual({ ...first, epoch: 1 });
    bed.restart();
    expect(init()).toEqual({ ...first, epoch: 2 });
  });

  it("are new when the epochs are used up", () => {
    const first = init();
    let last = first;
    while (last.producerId === first.producerId && last.epoch < 32_767) {
      const next = init();
      if (next.producerId !== first.producerId) {
        expect(last.epoch).toBe(32_766);
        expect(next.epoch).toBe(0);
      }
      last = next;
    }
    expect(last.producerId).not.toBe(first.producerId);
    expect(add(first, 0)).toBe(INVALID_PRODUCER_ID_MAPPING);
    expect(add(last, 0)).toBe(NONE);
  });

  it.each([0, -1, 900_001])("are not given with a time-out of %d ms", (timeoutMs) => {
    const { error } = bed.transactions.initProducer("tx", timeoutMs, null);
    expect(error).toBe(errorCode.INVALID_TRANSACTION_TIMEOUT);
  });

  it("are not given to an id without a name", () => {
    expect(init("").error).toBe(errorCode.INVALID_REQUEST);
  });
});

describe("a new epoch that a producer asks for itself", () => {
  it("is given again when the answer was lost", () => {
    const first = init();
    const second = init("tx", first);
    expect(second).toEqual({ ...first, epoch: 1 });
    expect(init("tx", first)).toEqual(second);
  });

  it("is refused to an older one, and to another's id", () => {
    const first = init();
    const second = init("tx", first);
    init("tx", second);
    expect(init("tx", first).error).toBe(PRODUCER_FENCED);
    expect(init("tx", { producerId: 999_999, epoch: 2 }).error).toBe(PRODUCER_FENCED);
  });

  it("aborts what it has left open", () => {
    const claim = openTransaction();
    const renewed = init("tx", claim);
    expect(renewed).toMatchObject({ error: NONE, epoch: 2 });
    expect(all()).toEqual([]);
    expect(add(renewed, 0)).toBe(NONE);
  });
});

describe("a transaction", () => {
  it("shows nothing until it is committed, then everything", () => {
    const claim = openTransaction();
    expect(all()).toEqual([]);
    expect(end(claim, true)).toBe(NONE);
    expect(all()).toEqual(["a", "b"]);
  });

  it("never shows what is aborted", () => {
    const claim = openTransaction();
    expect(end(claim, false)).toBe(NONE);
    expect(add(claim, 0)).toBe(NONE);
    bed.write(claim, "t", 0, "second");
    expect(end(claim, true)).toBe(NONE);
    expect(all()).toEqual(["second"]);
  });

  it.each([true, false])("takes the same end twice (commit: %s), and no other", (commit) => {
    const claim = openTransaction();
    expect([end(claim, commit), end(claim, commit), end(claim, !commit)]).toEqual([NONE, NONE, INVALID_TXN_STATE]);
  });

  it("that has not begun cannot be ended", () => {
    expect(end(init(), true)).toBe(INVALID_TXN_STATE);
  });

  it("takes no messages for partitions that it was not told of, nor after its end", () => {
    const claim = openTransaction();
    expect(bed.write(claim, "t", 1, "x")).toBe(INVALID_TXN_STATE);
    end(claim, true);
    expect(bed.write(claim, "t", 0, "x")).toBe(INVALID_TXN_STATE);
    expect(bed.write({ ...claim, producerId: 999_999 }, "t", 0, "x")).toBe(INVALID_PRODUCER_ID_MAPPING);
  });

  it.each([
    ["addPartitions", (claim: ProducerClaim) => add(claim, 0)],
    ["addGroup", (claim: ProducerClaim) => bed.transactions.addGroup("tx", claim, "g")],
    ["mayCommitOffsets", (claim: ProducerClaim) => bed.transactions.mayCommitOffsets("tx", claim, "g")],
    ["end", (claim: ProducerClaim) => end(claim, true)],
  ])("is not open to others: %s", (_, ask) => {
    const claim = openTransaction();
    expect(ask({ ...claim, producerId: 999_999 })).toBe(INVALID_PRODUCER_ID_MAPPING);
    expect(ask({ ...claim, epoch: claim.epoch + 1 })).toBe(PRODUCER_FENCED);
    init();
    expect(ask(claim)).toBe(PRODUCER_FENCED);
    expect(bed.write(claim, "t", 0, "x")).toBe(INVALID_PRODUCER_EPOCH);
  });

  it("is aborted by the next producer with its id", () => {
    openTransaction();
    const next = init();
    expect(next.epoch).toBe(2);
    expect(all()).toEqual([]);
    add(next, 1);
    bed.write(next, "t", 1, "next");
    end(next, true);
    expect(all()).toEqual(["next"]);
  });

  it("is aborted when its time is over, and its producer is shut out", () => {
    const claim = openTransaction();
    bed.timers.advance(TIMEOUT_MS - 1);
    expect(bed.write(claim, "t", 0, "just in time")).toBe(NONE);
    bed.timers.advance(1);
    expect(bed.write(claim, "t", 0, "too late")).toBe(INVALID_PRODUCER_EPOCH);
    expect(end(claim, true)).toBe(PRODUCER_FENCED);
    expect(all()).toEqual([]);
    expect(init().error).toBe(NONE);
  });

  it("leaves no timer when it ends in time", () => {
    end(openTransaction(), true);
    expect(bed.timers.waiting).toBe(0);
  });

  it("goes on without a topic that is deleted", () => {
    const claim = openTransaction();
    bed.removeTopic("t");
    bed.addTopic("t");
    expect(bed.write(claim, "t", 0, "x")).toBe(INVALID_TXN_STATE);
    expect(end(claim, true)).toBe(NONE);
  });
});

describe("offsets in a transaction", () => {
  it("count when it is committed, and are unstable until then", () => {
    const claim = init();
    bed.transactions.addGroup("tx", claim, "g");
    expect(commitOffset(claim, 5)).toBe(NONE);
    expect(committedOffset()).toBeUndefined();
    expect(bed.groups.offsets.isUnstable("g", "t", 0)).toBe(true);
    end(claim, true);
    expect(committedOffset()).toBe(5);
    expect(bed.groups.offsets.isUnstable("g", "t", 0)).toBe(false);
  });

  it("vanish when it is aborted, and with them a group that has nothing else", () => {
    const claim = init();
    bed.transactions.addGroup("tx", claim, "g");
    commitOffset(claim, 5);
    end(claim, false);
    expect(committedOffset()).toBeUndefined();
    expect(bed.groups.list()).toEqual([]);
  });

  it("do not undo what was committed since without a transaction", () => {
    const claim = init();
    bed.transactions.addGroup("tx", claim, "g");
    commitOffset(claim, 5);
    bed.groups.commits("g", NO_MEMBER, null)({ topic: "t", partition: 0, offset: 9, leaderEpoch: -1, metadata: "" });
    end(claim, true);
    expect(committedOffset()).toBe(9);
  });

  it("may be committed only for groups that the transaction was told of", () => {
    const claim = init();
    expect(bed.transactions.mayCommitOffsets("tx", claim, "g")).toBe(INVALID_TXN_STATE);
    bed.transactions.addGroup("tx", claim, "g");
    expect(bed.transactions.mayCommitOffsets("tx", claim, "g")).toBe(NONE);
    expect(bed.transactions.mayCommitOffsets("tx", claim, "other")).toBe(INVALID_TXN_STATE);
    end(claim, true);
    expect(bed.transactions.mayCommitOffsets("tx", claim, "g")).toBe(INVALID_TXN_STATE);
  });
});

describe("after a restart", () => {
  it("an open transaction goes on, and its time too", () => {
    const claim = openTransaction();
    bed.transactions.addGroup("tx", claim, "g");
    commitOffset(claim, 5);
    bed.timers.advance(TIMEOUT_MS / 2);
    bed.restart();
    expect(bed.write(claim, "t", 0, "c")).toBe(NONE);
    bed.timers.advance(TIMEOUT_MS / 2 - 1);
    expect(end(claim, true)).toBe(NONE);
    expect(all()).toEqual(["a", "c", "b"]);
    bed.restart();
    expect(committedOffset()).toBe(5);
    expect(end(claim, true)).toBe(NONE);
  });

  it("a transaction whose time ran out meanwhile is aborted", () => {
    const claim = openTransaction();
    bed.restart();
    bed.timers.advance(TIMEOUT_MS);
    expect(end(claim, true)).toBe(PRODUCER_FENCED);
  });
});

it("carries an end through that a full disk has interrupted", () => {
  const claim = openTransaction();
  bed.failAppends(true);
  expect(() => end(claim, true)).toThrow("disk full");
  bed.failAppends(false);
  expect(end(claim, true)).toBe(NONE);
  expect(all()).toEqual(["a", "b"]);
});
