import { codes, type Expected, UNSPECIFIED } from "./expected.js";
import { type Config, configOf, contextOf, liveOf, type Model, modeOf, remove, type Version } from "./model.js";

/** What a request changes: null clears. */
export type ConfigChange = { readonly [Member in keyof Config]?: Config[Member] | null };

export function putConfig(model: Model, scope: string, change: ConfigChange): Expected {
  if (modeOf(model, scope) === "READONLY") return codes(42205);
  const next: Config = changed(model, scope, change);
  model.configs.set(scope, next);
  return { oneOf: [Object.fromEntries(Object.entries(next).filter(([name]) => name !== "compatibilityLevel"))] };
}

/** A configuration after a change. */
export function changed(model: Model, scope: string, change: ConfigChange): Config {
  const merged = { ...model.configs.get(scope), ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

export function getConfig(model: Model, scope: string, defaultToGlobal: boolean): Expected {
  const own = model.configs.get(scope);
  if (own === undefined && scope !== "" && !defaultToGlobal) return codes(40408);
  if (own !== undefined && own.compatibility === undefined && !defaultToGlobal) return { oneOf: [answered(own)] };
  const { compatibility } = own ?? configOf(model, scope);
  return compatibility === undefined ? UNSPECIFIED : { oneOf: [{ compatibilityLevel: compatibility }] };
}

/** A configuration as it is read: its level has another name. */
function answered({ compatibility, ...rest }: Config): object {
  return { ...rest, ...(compatibility === undefined ? {} : { compatibilityLevel: compatibility }) };
}

export function deleteConfig(model: Model, scope: string): Expected {
  const own = model.configs.get(scope);
  const refusals = [...(own === undefined ? [40401] : []), ...(modeOf(model, scope) === "READONLY" ? [42205] : [])];
  if (own === undefined || refusals.length > 0) return codes(...refusals);
  model.configs.delete(scope);
  return { oneOf: [answered(own)] };
}

export function putMode(model: Model, scope: string, mode: string | null, force: boolean): Expected {
  if (mode === "IMPORT" && !force && modeOf(model, scope) !== "IMPORT") {
    const within = versionsIn(model, scope);
    if (within.some(({ subject }) => liveOf(model, subject).length > 0)) return codes(42205);
    remove(model, within);
  }
  if (mode === null) model.modes.delete(scope);
  else model.modes.set(scope, mode);
  return mode === null ? UNSPECIFIED : { body: { mode } };
}

/** The versions of a subject or of a context. */
export function versionsIn(model: Model, scope: string): Version[] {
  return model.versions.filter(({ subject }) => subject === scope || `:${contextOf(subject)}:` === scope);
}

export function getMode(model: Model, scope: string, defaultToGlobal: boolean): Expected {
  const own = model.modes.get(scope);
  if (own !== undefined) return { body: { mode: own } };
  return scope === "" || defaultToGlobal ? { body: { mode: modeOf(model, scope) } } : codes(40409);
}

export function deleteMode(model: Model, scope: string): Expected {
  const own = model.modes.get(scope);
  if (own === undefined) return codes(40401);
  model.modes.delete(scope);
  return { body: { mode: own } };
}
