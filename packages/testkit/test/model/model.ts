import type { Shape } from "./pool.js";

// The registry as rest-api.md describes it, in the simplest words: lists that are searched from end to end.

export type Reference = { readonly name: string; readonly subject: string; readonly version: number };

export type Version = {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly text: string;
  readonly references: readonly Reference[];
  /** The metadata's one property. */
  readonly major: string | undefined;
  readonly shape: Shape;
  /** The schema of the pool. */
  readonly name: string;
  deleted: boolean;
};

export type Config = {
  compatibility?: string;
  normalize?: boolean;
  compatibilityGroup?: string;
  alias?: string;
};

export type Model = {
  versions: Version[];
  /** The ids given so far, by context. */
  readonly lastId: Map<string, number>;
  /** By scope: a subject, a context as `:.c:`, or nothing for the default context. */
  readonly configs: Map<string, Config>;
  readonly modes: Map<string, string>;
};

export function createModel(): Model {
  return { versions: [], lastId: new Map(), configs: new Map(), modes: new Map() };
}

export function contextOf(subject: string): string {
  return subject.startsWith(":.") ? subject.slice(1, subject.indexOf(":", 1)) : ".";
}

export function nameOf(subject: string): string {
  return subject.startsWith(":.") ? subject.slice(subject.indexOf(":", 1) + 1) : subject;
}

/** A subject as it is meant by one that lives in a context. */
export function inContextOf(parent: string, subject: string): string {
  return subject.startsWith(":.") || contextOf(parent) === "." ? subject : `:${contextOf(parent)}:${subject}`;
}

export function versionsOf(model: Model, subject: string): Version[] {
  return model.versions
    .filter((version) => version.subject === subject)
    .sort((one, other) => one.version - other.version);
}

export function liveOf(model: Model, subject: string): Version[] {
  return versionsOf(model, subject).filter((version) => !version.deleted);
}

/** The subject that a path means. */
export function follow(model: Model, subject: string): string {
  return model.configs.get(subject)?.alias ?? subject;
}

/** The same name in the other contexts, for those that ask without one. */
export function elsewhere(model: Model, subject: string): string[] {
  if (contextOf(subject) !== ".") return [];
  const others = model.versions.map((version) => version.subject).filter((other) => contextOf(other) !== ".");
  return [...new Set(others.filter((other) => nameOf(other) === subject))];
}

/** A scope, and the broader ones that hold where it says nothing. */
function chain(scope: string): string[] {
  if (scope === "") return [""];
  const context = contextOf(scope) === "." ? "" : `:${contextOf(scope)}:`;
  return scope === context ? [scope] : [scope, context];
}

export function configOf(model: Model, scope: string): Config & { compatibility: string } {
  const own = model.configs.get(scope);
  if (own !== undefined) {
    const common = model.configs.get("") ?? {};
    const inherited: Config = {};
    if (common.normalize !== undefined) inherited.normalize = common.normalize;
    if (common.compatibilityGroup !== undefined) inherited.compatibilityGroup = common.compatibilityGroup;
    return { compatibility: "BACKWARD", ...inherited, ...own };
  }
  const found = chain(scope).find((one) => model.configs.has(one));
  return { compatibility: "BACKWARD", ...(found === undefined ? {} : model.configs.get(found)) };
}

export function modeOf(model: Model, scope: string): string {
  const found = chain(scope).find((one) => model.modes.has(one));
  return (found === undefined ? undefined : model.modes.get(found)) ?? "READWRITE";
}

export function referrers(model: Model, subject: string, version: number): Version[] {
  return model.versions.filter((one) =>
    one.references.some((ref) => inContextOf(one.subject, ref.subject) === subject && ref.version === version),
  );
}

/** What is hashed. */
export function identity({ text, references, major }: Pick<Version, "text" | "references" | "major">): string {
  return JSON.stringify([text, references, major ?? null]);
}

/** Takes versions out, and with a subject's last one its configuration and mode. */
export function remove(model: Model, gone: readonly Version[]): void {
  model.versions = model.versions.filter((version) => !gone.includes(version));
  for (const { subject } of gone) {
    if (versionsOf(model, subject).length > 0) continue;
    model.configs.delete(subject);
    model.modes.delete(subject);
  }
}
