import type { CallOptions } from "./call.js";
import { type ClientCore, contextName } from "./client-core.js";
import { asStrings } from "./json-shape.js";
import type { Page } from "./schema-types.js";

/** Which contexts to list. */
export type ContextListOptions = CallOptions &
  Page & {
    /** Only those that begin so. */
    readonly contextPrefix?: string;
  };

/** The contexts of a registry: sub-registries, each with ids of its own. The first registration makes one. */
export type Contexts = ReturnType<typeof createContexts>;

/** The contexts of a registry. */
export function createContexts({ caller, caches }: ClientCore) {
  return {
    /** `GET /contexts`: the names of all contexts, `.` for the default one. */
    async list(options: ContextListOptions = {}): Promise<readonly string[]> {
      const { contextPrefix, offset, limit } = options;
      const query = { contextPrefix, offset, limit };
      return asStrings(await caller.json({ method: "GET", route: "/contexts", query }, options), "GET /contexts");
    },

    /**
     * `DELETE /contexts/{context}` (8.2): deletes a context.
     *
     * @throws ResponseError 42211 while there are schemas in it
     */
    async delete(context: string, options: CallOptions = {}): Promise<void> {
      const params = { context: contextName(context) ?? "." };
      try {
        await caller.text({ method: "DELETE", route: "/contexts/{context}", params }, options);
      } finally {
        // A context that is made anew counts its ids from 1 again: here alone an id may come to mean another schema.
        for (const cache of Object.values(caches)) cache.clear();
      }
    },
  };
}
