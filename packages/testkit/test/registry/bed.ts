import { createRegistryClient, type RegistryClient, ResponseError } from "@magicbyte/registry";
import { createHandler, type RequestHandler } from "../../src/registry/api/handle.js";
import type { Route } from "../../src/registry/api/route.js";
import { createRegistry, defaultSettings, type Registry, type Settings } from "../../src/registry/registry.js";
import { memoryJournal } from "../../src/registry/storage/journal.js";
import { createStore } from "../../src/registry/storage/store.js";

/** An answer with its body parsed. */
export type Answer = { readonly status: number; readonly body: unknown; readonly text: string };

/** A registry for one test: by its handler, and through the client that is published. */
export type Bed = {
  readonly registry: Registry;
  readonly client: RegistryClient;
  readonly send: (method: string, target: string, body?: unknown) => Promise<Answer>;
};

/** A registry with some routes. Errors that no operation throws on purpose make the test fail. */
export function createBed(routes: readonly Route[], settings: Partial<Settings> = {}): Bed {
  const registry = createRegistry({
    store: createStore(),
    journal: memoryJournal(),
    settings: { ...defaultSettings, ...settings },
  });
  const bugs: unknown[] = [];
  const handler: RequestHandler = createHandler(registry, routes, (error) => bugs.push(error));

  async function answer(method: string, target: string, headers: Readonly<Record<string, string>>, body: string) {
    const answered = await handler({ method, target, headers, body });
    if (bugs.length > 0) throw bugs[0];
    return answered;
  }

  let client: RegistryClient | undefined;

  return {
    registry,
    get client() {
      client ??= createRegistryClient({
        baseUrl: "http://registry.test",
        retries: 0,
        transport: { request: ({ method, path, headers, body = "" }) => answer(method, path, headers, body) },
      });
      return client;
    },
    async send(method, target, body) {
      const headers = { "content-type": "application/json" };
      const { status, body: text } = await answer(
        method,
        target,
        headers,
        body === undefined ? "" : JSON.stringify(body),
      );
      let parsed: unknown;
      try {
        parsed = text === "" ? undefined : JSON.parse(text);
      } catch {
        parsed = text;
      }
      return { status, body: parsed, text };
    },
  };
}

/** What the registry refused a call with, as the client tells it. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; code: number; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ResponseError) {
      const { status, errorCode, message } = error;
      return { status, code: errorCode ?? status, message };
    }
    throw error;
  }
  throw new Error("nothing was refused");
}
