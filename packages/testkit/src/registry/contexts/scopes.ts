import { DEFAULT_CONTEXT, GLOBAL_SCOPE, normalizeSubject, parseSubject, qualify } from "./qualified-subject.js";

/** The scope that a path names: a subject, a context as `:.context:`, or null for the default context. */
export function scopeOf(subject: string | undefined): string | null {
  return subject === undefined ? null : normalizeSubject(subject) || null;
}

/** Where to look when nothing is configured for a scope itself: in its context, then globally. */
export function broaderScopes(scope: string | null): readonly (string | null)[] {
  if (scope === null) return [GLOBAL_SCOPE];
  const { context, name } = parseSubject(scope);
  if (context === DEFAULT_CONTEXT) return [null, GLOBAL_SCOPE];
  return name === "" ? [GLOBAL_SCOPE] : [qualify(context, ""), GLOBAL_SCOPE];
}
