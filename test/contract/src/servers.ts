import { createStubRegistry, type StubRegistry } from "@magicbyte-test/stub-registry";
import { afterEach } from "vitest";

/** A registry that listens on the loopback interface until the test is over. */
export type Server = StubRegistry & { readonly url: string };

/** What must be closed when a test is over: clients before the servers they talk to. */
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Starts a registry for one test. */
export async function startServer(): Promise<Server> {
  const stub = createStubRegistry();
  const url = await stub.listen();
  open.push(stub);
  return { ...stub, url };
}

/** Closes something when the test is over. */
export function closing<T extends { close(): Promise<void> }>(one: T): T {
  open.push(one);
  return one;
}

/** The address of a registry that was there and is gone: connections to it are refused. */
export async function deadUrl(): Promise<string> {
  const stub = createStubRegistry();
  const url = await stub.listen();
  await stub.close();
  return url;
}
