/** A subject taken apart: the context it lives in, and its name there. */
export type QualifiedSubject = {
  /** `.` for the default context, `*` for all of them. */
  readonly context: string;
  /** Empty for the context as a whole. */
  readonly name: string;
};

export const DEFAULT_CONTEXT = ".";

/** What is configured here holds where neither a subject nor its context says anything. */
export const GLOBAL_SCOPE = ":.__GLOBAL:";

/** Takes `:.context:name` apart. What does not begin like that is a name in the default context. */
export function parseSubject(subject: string): QualifiedSubject {
  if (!subject.startsWith(":.") && !subject.startsWith(":*:")) return { context: DEFAULT_CONTEXT, name: subject };
  const end = subject.indexOf(":", 1);
  if (end === -1) return { context: subject.slice(1), name: "" };
  return { context: subject.slice(1, end), name: subject.slice(end + 1) };
}

/** The one way in which the registry writes a subject: without the default context, with every other one. */
export function qualify(context: string, name: string): string {
  return context === DEFAULT_CONTEXT ? name : `:${context}:${name}`;
}

/** The same subject in the one way in which the registry writes it. */
export function normalizeSubject(subject: string): string {
  const { context, name } = parseSubject(subject);
  return qualify(context, name);
}

/** The context of a subject as the registry's messages write it: empty for the default one, else `:.context:`. */
export function contextPrefix(subject: string | null): string {
  return subject === null ? "" : qualify(parseSubject(subject).context, "");
}

/** A subject as seen from another: without a context of its own it lives in the other's. */
export function qualifyWithParent(parent: string, subject: string): string {
  const own = parseSubject(subject);
  if (own.context !== DEFAULT_CONTEXT) return qualify(own.context, own.name);
  const { context } = parseSubject(parent);
  return context === DEFAULT_CONTEXT ? own.name : qualify(context, subject);
}

/** Which subjects a `subjectPrefix` means: one context, or all of them with `:*:`. */
export function prefixFilter(prefix: string): (subject: string) => boolean {
  const { context, name } = parseSubject(prefix);
  if (context === "*") return (subject) => parseSubject(subject).name.startsWith(name);
  if (prefix.startsWith(":.") && prefix.indexOf(":", 1) === -1) {
    return (subject) => parseSubject(subject).context.startsWith(context);
  }
  return (subject) => {
    const other = parseSubject(subject);
    return other.context === context && other.name.startsWith(name);
  };
}

/** Which subjects a scope means: one, those of a context (`:.context:`), or with null every one. */
export function scopeFilter(scope: string | null): (subject: string) => boolean {
  if (scope === null) return () => true;
  const { context, name } = parseSubject(scope);
  return name === "" ? (subject) => parseSubject(subject).context === context : (subject) => subject === scope;
}
