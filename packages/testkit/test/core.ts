import { coreRoutes } from "../src/registry/api/core-routes.js";
import { createHandler, type RawAnswer, type RequestHandler } from "../src/registry/api/handle.js";
import { createRegistry, defaultSettings, type Registry, type Settings } from "../src/registry/registry.js";
import { type Journal, memoryJournal } from "../src/registry/storage/journal.js";
import type { RegistryRecord } from "../src/registry/storage/record.js";
import { createStore } from "../src/registry/storage/store.js";

/** A registry without HTTP around it. */
export type Core = {
  readonly registry: Registry;
  readonly handler: RequestHandler;
  /** All that was committed. */
  readonly log: readonly RegistryRecord[];
  /** Sends a request; a body that is no text is sent as JSON. */
  ask(method: string, target: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
};

/** An answer with its body parsed. */
export type Asked = RawAnswer & { readonly json: Record<string, unknown> };

/** A fresh registry. Its clock ticks with every look at it. */
export function createCore(settings: Partial<Settings> = {}): Core {
  const log: RegistryRecord[] = [];
  const journal: Journal = { ...memoryJournal(), append: (records) => log.push(...records) };
  let now = 1_000;
  const registry = createRegistry({
    store: createStore(),
    journal,
    settings: { ...defaultSettings, ...settings },
    clock: () => now++,
  });
  const handler = createHandler(registry, coreRoutes);
  return {
    registry,
    handler,
    log,
    async ask(method, target, body, headers = {}) {
      const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
      const answer = await handler({ method, target, headers, body: text });
      return { ...answer, json: parse(answer.body) };
    },
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
