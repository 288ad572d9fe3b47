import type { CallOptions } from "./call.js";
import type { ClientCore } from "./client-core.js";
import { asObject, type JsonObject, stringMember, withoutNulls } from "./json-shape.js";
import { type ConfigScope, forgetScope, scopeAsSubject, scopedPath } from "./scope.js";

/**
 * What a registry lets be done in a scope. `IMPORT` registers schemas under ids of one's own, unchecked; `FORWARD` is
 * for the context `.__GLOBAL` only.
 */
export type RegistryMode = "READWRITE" | "READONLY" | "READONLY_OVERRIDE" | "IMPORT" | "FORWARD";

/** The mode of a scope, as the registry answers it. */
export type ModeSetting = { readonly mode: RegistryMode };

/** What a mode is read with. */
export type ModeGetOptions = CallOptions & {
  /**
   * Where the scope has none of its own, give the one that applies to it instead of an error.
   * @default false
   */
  readonly defaultToGlobal?: boolean;
};

/** What a mode is set with. */
export type ModeSetOptions = CallOptions & {
  /** Enter `IMPORT` although there are schemas already. @default false */
  readonly force?: boolean;
};

/** What a mode is deleted with. */
export type ModeDeleteOptions = CallOptions & {
  /** For a context: the modes of its subjects too. @default false */
  readonly recursive?: boolean;
};

/** The modes of a registry, its contexts and its subjects. */
export type Mode = ReturnType<typeof createMode>;

/** The modes of a registry. */
export function createMode(core: ClientCore) {
  const { caller, caches } = core;

  return {
    /**
     * `GET /mode/{subject}`, `GET /mode`: the mode of a scope.
     *
     * @throws ResponseError 40409 when a subject has none of its own and `defaultToGlobal` is not set
     */
    async get(scope?: ConfigScope, options: ModeGetOptions = {}): Promise<ModeSetting> {
      const path = scopedPath("mode", scopeAsSubject(core, scope));
      const query = { defaultToGlobal: options.defaultToGlobal };
      return modeSetting(await caller.json({ method: "GET", ...path, query }, options), `GET ${path.route}`);
    },

    /**
     * `PUT /mode/{subject}`, `PUT /mode`: sets the mode of a scope, or clears it with `null`; the answer then has no
     * mode.
     */
    async set(
      scope: ConfigScope,
      mode: RegistryMode | null,
      options: ModeSetOptions = {},
    ): Promise<Partial<ModeSetting>> {
      const subject = scopeAsSubject(core, scope);
      const path = scopedPath("mode", subject);
      const query = { force: options.force };
      try {
        const answer = await caller.json({ method: "PUT", ...path, query, body: { mode } }, options);
        if (mode === null) return withoutNulls(asObject(answer, `PUT ${path.route}`)) as Partial<ModeSetting>;
        return modeSetting(answer, `PUT ${path.route}`);
      } finally {
        forgetScope(caches, subject);
      }
    },

    /**
     * `DELETE /mode/{subject}`, `DELETE /mode`: takes the mode of a scope away, so that the one above applies, and
     * returns what it was.
     *
     * @throws ResponseError 40401 when the scope has none
     */
    async delete(scope?: ConfigScope, options: ModeDeleteOptions = {}): Promise<ModeSetting> {
      const subject = scopeAsSubject(core, scope);
      const path = scopedPath("mode", subject);
      const query = { recursive: options.recursive };
      try {
        return modeSetting(await caller.json({ method: "DELETE", ...path, query }, options), `DELETE ${path.route}`);
      } finally {
        forgetScope(caches, subject);
      }
    },
  };
}

function modeSetting(value: unknown, what: string): ModeSetting {
  const object: JsonObject = asObject(value, what);
  return { ...object, mode: stringMember(object, "mode", what) as RegistryMode };
}
