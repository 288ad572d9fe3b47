import { doubled } from "./retry.js";

/** How long to wait until something that is down is tried again, and whether in place. */
export type OutageWait = { readonly ms: number; readonly inPlace: boolean };

/** How long waiting for something that is down may take. */
export type OutageWaitOptions = {
  /** How long one message may wait in place, all waits together. */
  readonly inPlaceWaitMs: number;
  /** How long the partition is paused then, each time. */
  readonly pauseMs: number;
};

const FIRST_MS = 100;

/**
 * The wait after so many vain tries: short ones in place, so that a moment's outage costs a moment, then pauses, so that
 * the other partitions go on.
 */
export function outageWait(round: number, { inPlaceWaitMs, pauseMs }: OutageWaitOptions): OutageWait {
  const ms = doubled(FIRST_MS, round, Number.POSITIVE_INFINITY);
  // The waits so far, this one included: a sum of doubled terms.
  const inPlace = 2 * ms - FIRST_MS <= inPlaceWaitMs;
  return inPlace ? { ms, inPlace } : { ms: pauseMs, inPlace };
}
