/** A subject taken apart: the context it lives in, and its name there. */
export type QualifiedSubject = {
  /** `.` for the default context, `*` for the wildcard. */
  readonly context: string;
  readonly subject: string;
};

const DEFAULT_CONTEXT = ".";

/** Takes `:.context:subject` apart. What does not begin like that is a name in the default context. */
export function parseSubject(name: string): QualifiedSubject {
  if (!name.startsWith(":.") && !name.startsWith(":*:")) return { context: DEFAULT_CONTEXT, subject: name };
  const end = name.indexOf(":", 1);
  if (end === -1) return { context: name.slice(1), subject: "" };
  return { context: name.slice(1, end), subject: name.slice(end + 1) };
}

/** The shortest way to write a subject: without the default context, with every other one. */
export function normalizeSubject(name: string): string {
  const { context, subject } = parseSubject(name);
  return context === DEFAULT_CONTEXT ? subject : `:${context}:${subject}`;
}

/** Puts a name into a context, unless it names one itself: `:.:name` is the default context by name. */
export function qualifySubject(context: string | undefined, name: string): string {
  const named = name.startsWith(":.:") || parseSubject(name).context !== DEFAULT_CONTEXT;
  return named || context === undefined || context === DEFAULT_CONTEXT ? normalizeSubject(name) : `:${context}:${name}`;
}

/** The subject of a reference, as seen from the schema that holds it: an unqualified one lives in the same context. */
export function qualifyReference(parent: string | undefined, reference: string): string {
  return qualifySubject(parent === undefined ? undefined : parseSubject(parent).context, reference);
}
