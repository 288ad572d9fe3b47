/** How long something may take on a shared machine before it counts as never happening. */
export const PATIENCE_MS = 25_000;

const POLL_MS = 10;

/**
 * Waits until a condition holds and returns what it returned.
 *
 * @throws an error that names what was waited for, and what was seen last, after {@link PATIENCE_MS}
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  seen: () => unknown = () => undefined,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) {
      const last = seen();
      throw new Error(`Waited in vain: ${what}${last === undefined ? "" : `; last seen: ${JSON.stringify(last)}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
