import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** Facts about the reference implementations. They stand beside the project, not in it. */
const folder = fileURLToPath(new URL("../../../../shared/vectors/", import.meta.url));

/** Whether the vectors are there; tests that need them are skipped where they are not. */
export const haveVectors = existsSync(folder);

/** A test that shows in the report that the others of its file did not run for want of the vectors. */
export function reportVectors(): void {
  it.skipIf(!haveVectors)(
    `the vectors are there${haveVectors ? "" : " (skipped: ../shared/vectors is not there)"}`,
    () => {
      expect(haveVectors).toBe(true);
    },
  );
}

/** The parsed content of one file of vectors. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(`${folder}${path}`, "utf8")) as T;
}
