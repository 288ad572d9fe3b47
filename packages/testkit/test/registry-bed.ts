import { readFileSync } from "node:fs";
import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from "@magicbyte/registry";
import { afterEach } from "vitest";
import { type EmbeddedRegistry, type RegistryOptions, startRegistry } from "../src/registry.js";

/** The two ways into a registry. */
export const faces = ["http", "transport"] as const;
export type Face = (typeof faces)[number];

/** What a request was answered with. */
export type Sent = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

/** Starts registries and clients, and stops them when the test is over. */
export function useRegistryBed() {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  return {
    async start(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
      const registry = await startRegistry(options);
      open.push(registry.stop);
      return registry;
    },
    client(registry: EmbeddedRegistry, face: Face, options: Partial<RegistryClientOptions> = {}): RegistryClient {
      const way = face === "transport" ? { transport: registry.transport } : {};
      const client = createRegistryClient({ retries: 0, baseUrl: registry.url, ...way, ...options });
      open.push(() => client.close());
      return client;
    },
    onEnd(close: () => Promise<void>): void {
      open.push(close);
    },
  };
}

/** Sends a request as it is over one of the faces. */
export async function send(
  registry: EmbeddedRegistry,
  face: Face,
  line: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const [method = "", path = ""] = line.split(" ");
  const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const all = { ...(text === undefined ? {} : { "content-type": "application/json" }), ...headers };
  if (face === "transport") {
    return registry.transport.request({ method, path, url: registry.url + path, headers: all, body: text });
  }
  const response = await fetch(registry.url + path, {
    method,
    headers: all,
    ...(text === undefined ? {} : { body: text }),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("expected a rejection");
  return outcome as Error & Record<string, unknown>;
}

/** Waits until something holds; the test's own time-out ends it where it never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A certificate or key for tests. */
export function pem(name: string): string {
  return readFileSync(new URL(`../../registry/test/tls/${name}`, import.meta.url), "utf8");
}

/** A schema that differs from all others by a number, and is compatible with them. */
export function schemaNumber(number: number): { schema: string } {
  const fields = [{ name: `f${number}`, type: "int", default: 0 }];
  return { schema: JSON.stringify({ type: "record", name: "R", fields }) };
}
