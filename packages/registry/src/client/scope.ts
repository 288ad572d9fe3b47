import { UsageError } from "../errors/usage-error.js";
import { type Caches, forgetNotFound, invalidateSubject } from "./caches.js";
import type { Endpoint } from "./call.js";
import { type ClientCore, contextAsSubject, contextName } from "./client-core.js";
import { parseSubject } from "./subject-name.js";

/**
 * What configuration or a mode belongs to: a subject by its name, a whole context (`{ context: "." }` is the global
 * one), or, when it is left out, the client's own context, which without the `context` option is the global one too.
 */
export type ConfigScope = string | { readonly context: string } | undefined;

/** The subject, or the name of a whole context, that stands for a scope in a path; undefined for the global scope. */
export function scopeAsSubject({ context, qualify }: ClientCore, scope: ConfigScope): string | undefined {
  if (scope === undefined) return contextAsSubject(context);
  if (typeof scope === "object") return contextAsSubject(contextName(scope.context));
  // With a client context it would otherwise stand for the whole context: too much for a variable that was not set.
  if (scope === "") throw new UsageError("the subject is empty: leave the scope out for the client's own context");
  const subject = qualify(scope);
  return subject === "" ? undefined : subject;
}

/** Where a kind of setting is found: `/config` and `/mode`, with or without a subject. */
export function scopedPath(kind: "config" | "mode", subject: string | undefined): Pick<Endpoint, "route" | "params"> {
  if (subject === undefined) return { route: `/${kind}` };
  return { route: `/${kind}/{subject}`, params: { subject } };
}

/**
 * Forgets what depends on the settings of a scope: an alias makes a subject another one, default metadata makes
 * another version of a schema, and import mode removes deleted versions for good.
 */
export function forgetScope(caches: Caches, subject: string | undefined): void {
  if (subject !== undefined && parseSubject(subject).subject !== "") {
    invalidateSubject(caches, subject);
  } else {
    for (const cache of [caches.latest, caches.versions, caches.registrations, caches.lookups]) cache.clear();
  }
  forgetNotFound(caches);
}
