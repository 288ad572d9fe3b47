import { UsageError } from "../errors/usage-error.js";
import type { Caches } from "./caches.js";
import type { Caller } from "./call.js";
import { qualifySubject } from "./subject-name.js";

/** What every resource of a client is built on. */
export type ClientCore = {
  readonly caller: Caller;
  readonly caches: Caches;
  /** The context that unqualified names live in; undefined for the default context. */
  readonly context: string | undefined;
  /** A subject in the client's context, unless it names another one itself. */
  readonly qualify: (subject: string) => string;
};

/** Joins the parts of a client. */
export function createClientCore(caller: Caller, caches: Caches, context: string | undefined): ClientCore {
  const own = context === undefined ? undefined : contextName(context);
  return { caller, caches, context: own, qualify: (subject) => qualifySubject(own, subject) };
}

/**
 * The name of a context, with or without its colons; undefined for the default context. A name without the dot is
 * refused, because a registry would take it for a part of the subject and so for the default context.
 */
export function contextName(context: string): string | undefined {
  const bare = context.replace(/^:(.*?):?$/s, "$1");
  if (!/^\.[^:]*$/.test(bare)) {
    throw new UsageError(
      `the context ${JSON.stringify(context)} is no context: its name begins with a dot, as in ".staging"`,
    );
  }
  return bare === "." ? undefined : bare;
}

/** The name that stands for a whole context where a subject is asked for; undefined for the default context. */
export function contextAsSubject(context: string | undefined): string | undefined {
  return context === undefined ? undefined : `:${context}:`;
}
