import { type EmbeddedRegistry, startRegistry } from "@magicbyte/testkit/registry";
import { afterEach } from "vitest";

/** What must be closed when a test is over: clients before the servers they talk to. */
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Starts a registry for one test. */
export async function startServer(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry();
  open.push({ close: registry.stop });
  return registry;
}

/** Closes something when the test is over. */
export function closing<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

/** The address of a registry that was there and is gone: connections to it are refused. */
export async function deadUrl(): Promise<string> {
  const { url, stop } = await startRegistry();
  await stop();
  return url;
}
