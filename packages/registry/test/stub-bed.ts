import { createStubRegistry, type StubRegistry, type StubRequest } from "@magicbyte-test/stub-registry";
import type { RegistryClient } from "../src/client/create-registry-client.js";
import type { RegistryClientOptions } from "../src/client/options.js";
import type { TestBed } from "./fault-server.js";

/** A client of an embedded registry, in process. */
export function stubClient(
  bed: TestBed,
  options: Partial<RegistryClientOptions> = {},
): { readonly registry: StubRegistry; readonly client: RegistryClient; readonly log: () => string[] } {
  const registry = createStubRegistry();
  const client = bed.client({ baseUrl: "http://stub", transport: registry.transport, retries: 0, ...options });
  const log = () => registry.requests.map(({ method, path }) => `${method} ${path}`);
  return { registry, client, log };
}

/** A look-up whose answer waits until it is let go. */
export function held(registry: StubRegistry, matches: (request: StubRequest) => boolean): (() => void)[] {
  const gates: (() => void)[] = [];
  registry.intercept((request) => {
    if (!matches(request)) return undefined;
    // The answer is what was true when the request came, as it is on a slow way back.
    const versions = registry.state.versions("orders");
    const latest = versions.at(-1);
    const answer =
      latest === undefined
        ? { status: 404, json: { error_code: 40401, message: "Subject 'orders' not found." } }
        : { status: 200, json: { ...latest, deleted: undefined } };
    return new Promise((resolve) => gates.push(() => resolve(answer)));
  });
  return gates;
}
