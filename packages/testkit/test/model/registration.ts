import { codes, type Expected, UNSPECIFIED } from "./expected.js";
import {
  configOf,
  contextOf,
  elsewhere,
  follow,
  identity,
  inContextOf,
  liveOf,
  type Model,
  modeOf,
  type Reference,
  referrers,
  type Version,
  versionsOf,
} from "./model.js";
import { type PoolSchema, pool, reads } from "./pool.js";

/** A schema of the pool as it is sent. */
export type Sent = {
  readonly schema: string;
  readonly normalize: boolean;
  readonly major?: string | undefined;
  readonly reference?: Omit<Reference, "name"> | undefined;
};

export function schemaOf({ schema }: Sent): PoolSchema {
  const found = pool[schema];
  if (found === undefined) throw new Error(`there is no schema ${schema} in the pool`);
  return found;
}

export function referencesOf(sent: Sent): readonly Reference[] {
  return sent.reference === undefined ? [] : [{ name: "ns.L", ...sent.reference }];
}

/** What it is kept as, under a subject. */
function draftOf(model: Model, subject: string, sent: Sent): Pick<Version, "text" | "references" | "major"> {
  const wanted = sent.normalize || configOf(model, subject).normalize === true;
  const normalize = wanted && modeOf(model, subject) !== "IMPORT";
  const { text, normalized } = schemaOf(sent);
  return { text: normalize ? normalized : text, references: referencesOf(sent), major: sent.major };
}

/** Whether the schema can be read, with a reference to a version that is there. */
export function isValid(model: Model, subject: string, sent: Sent, withDeleted: boolean): boolean {
  const { shape, needsReference } = schemaOf(sent);
  if (shape === undefined) return false;
  if (!needsReference) return true;
  const referenced = referencedBy(model, subject, sent);
  return referenced?.shape.name === "L" && (withDeleted || !referenced.deleted);
}

/** The version that it references. */
export function referencedBy(model: Model, subject: string, { reference }: Sent): Version | undefined {
  if (reference === undefined) return undefined;
  const wanted = inContextOf(subject, reference.subject);
  return versionsOf(model, wanted).find(({ version }) => version === reference.version);
}

/** The versions that a lookup finds. */
function equals(model: Model, subject: string, sent: Sent, among: readonly Version[], major = sent.major): Version[] {
  const draft = { ...draftOf(model, subject, sent), major };
  return among.filter(
    (version) =>
      identity(version) === identity(draft) ||
      (schemaOf(sent).inlines === version.name && version.references.length > 0 && version.major === major),
  );
}

export function register(model: Model, asked: string, sent: Sent, id: number | undefined): Expected {
  const subject = follow(model, asked);
  const mode = modeOf(model, subject);
  const importing = mode === "IMPORT";
  const forbidden = mode === "READONLY" || (id !== undefined) !== importing;
  if (!isValid(model, subject, sent, true)) return forbidden ? codes(42201, 42205) : codes(42201);

  const live = liveOf(model, subject);
  const known = equals(model, subject, sent, live).filter((version) => id === undefined || version.id === id);
  if (known.length > 0) return { oneOf: known.map((version) => ({ id: version.id, version: version.version })) };
  if (forbidden) return codes(42205);

  if (!isValid(model, subject, sent, false)) return codes(42201);
  const { shape } = schemaOf(sent);
  if (shape === undefined) return codes(42201);
  const major = sent.major ?? (importing ? undefined : live.at(-1)?.major);
  const draft = { ...draftOf(model, subject, sent), major };
  const same = model.versions.filter(
    (version) => contextOf(version.subject) === contextOf(subject) && identity(version) === identity(draft),
  );
  // An id that is given, or that the same content has, is the one that a version must have to be found.
  const wanted = id ?? same[0]?.id;
  const again = equals(model, subject, sent, live, major).filter(
    (version) => wanted === undefined || version.id === wanted,
  );
  if (again.length > 0) return { oneOf: again.map((version) => ({ id: version.id, version: version.version })) };
  if (!importing && !isCompatible(model, subject, { shape, major }, live)) return codes(40901);

  const context = contextOf(subject);
  const owner = model.versions.find((version) => version.id === id && contextOf(version.subject) === context);
  if (owner !== undefined && identity(owner) !== identity(draft)) return codes(42205);
  const given = id ?? same[0]?.id ?? (model.lastId.get(context) ?? 0) + 1;
  model.lastId.set(context, Math.max(given, model.lastId.get(context) ?? 0));
  const version = Math.max(0, ...versionsOf(model, subject).map((one) => one.version)) + 1;
  model.versions = model.versions.filter(
    (one) =>
      one.subject !== subject || !one.deleted || one.id !== given || referrers(model, subject, one.version).length > 0,
  );
  model.versions.push({ ...draft, subject, version, id: given, shape, name: sent.schema, deleted: false });
  return { oneOf: [{ id: given, version }] };
}

/** Does the level that holds for a subject allow a schema after these versions? */
export function isCompatible(
  model: Model,
  subject: string,
  next: Pick<Version, "shape" | "major">,
  previous: readonly Version[],
): boolean {
  const { compatibility, compatibilityGroup } = configOf(model, subject);
  const group = previous.filter((version) => compatibilityGroup === undefined || version.major === next.major);
  const asked = compatibility.endsWith("_TRANSITIVE") ? group : group.slice(-1);
  const level = compatibility.replace("_TRANSITIVE", "");
  return asked.every(
    ({ shape }) =>
      (level !== "BACKWARD" && level !== "FULL" ? true : reads(next.shape, shape)) &&
      (level !== "FORWARD" && level !== "FULL" ? true : reads(shape, next.shape)),
  );
}

export function lookUp(model: Model, asked: string, sent: Sent, deleted: boolean): Expected {
  const subject = follow(model, asked);
  const shown = (one: string) => (deleted ? versionsOf(model, one) : liveOf(model, one));
  const others = elsewhere(model, subject);
  // A schema without metadata may be looked up with those that a registration would copy: nothing is said of it.
  if (sent.major === undefined && [subject, ...others].some((one) => liveOf(model, one).at(-1)?.major !== undefined))
    return UNSPECIFIED;
  if (!isValid(model, subject, sent, true)) return others.length > 0 ? UNSPECIFIED : codes(42201, 40401);
  const found = equals(model, subject, sent, shown(subject));
  if (found.length === 0 && sent.reference !== undefined && others.length > 0) return UNSPECIFIED;
  for (const other of others) if (found.length === 0) found.push(...equals(model, other, sent, shown(other)));
  if (found.length > 0) return { oneOf: found.map(({ subject: of, version, id }) => ({ subject: of, version, id })) };
  if (shown(subject).length > 0) return codes(40403);
  return versionsOf(model, subject).length + others.length > 0 ? codes(40401, 40403) : codes(40401);
}
