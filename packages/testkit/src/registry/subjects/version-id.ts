import { invalidVersion } from "../api/refusals.js";

/** The latest version, whichever it is. */
export const LATEST = -1;

const MAX_VERSION = 0x7fff_ffff;

/**
 * A version as paths name it: a number, or -1 for `latest` and `-1`.
 *
 * @throws RestError 42202
 */
export function readVersion(text: string): number {
  if (text.toLowerCase() === "latest" || text === "-1") return LATEST;
  const number = /^\+?\d+$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MAX_VERSION) throw invalidVersion(text);
  return number;
}
