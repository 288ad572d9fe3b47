import { codes, type Expected, UNSPECIFIED } from "./expected.js";
import {
  contextOf,
  elsewhere,
  follow,
  liveOf,
  type Model,
  nameOf,
  referrers,
  type Version,
  versionsOf,
} from "./model.js";

export type Which = number | "latest";

export function getVersion(model: Model, asked: string, which: Which, deleted: boolean): Expected {
  const subject = follow(model, asked);
  const find = (one: string) =>
    which === "latest"
      ? liveOf(model, one).at(-1)
      : versionsOf(model, one).find(({ version, deleted: gone }) => version === which && (deleted || !gone));
  const others = elsewhere(model, subject);
  const found = [subject, ...others].map(find).find((one) => one !== undefined);
  if (found !== undefined) return { oneOf: [entityOf(found)] };
  if (liveOf(model, subject).length > 0) return codes(40402);
  return versionsOf(model, subject).length + others.length > 0 ? codes(40401, 40402) : codes(40401);
}

function entityOf({ subject, version, id, text, deleted }: Version): object {
  return { subject, version, id, schema: text, deleted };
}

export function listVersions(model: Model, asked: string, how: "live" | "deleted" | "only" | "negative"): Expected {
  const subject = follow(model, asked);
  const all = versionsOf(model, subject);
  if (all.length === 0) return elsewhere(model, subject).length > 0 ? UNSPECIFIED : codes(40401);
  const listed = all.filter(({ deleted }) => how === "deleted" || how === "negative" || deleted === (how === "only"));
  if (listed.length === 0) return how === "only" ? UNSPECIFIED : codes(40401);
  return { body: listed.map(({ version, deleted }) => (deleted && how === "negative" ? -version : version)) };
}

export function listSubjects(model: Model, prefix: string | undefined, how: "live" | "deleted" | "only"): Expected {
  const all = [...new Set(model.versions.map(({ subject }) => subject))].filter((subject) => fits(subject, prefix));
  const isLive = (subject: string) => liveOf(model, subject).length > 0;
  return { list: all.filter((subject) => how === "deleted" || isLive(subject) === (how === "live")) };
}

function fits(subject: string, prefix = ":*:"): boolean {
  if (prefix.startsWith(":*:")) return nameOf(subject).startsWith(prefix.slice(3));
  return contextOf(subject) === contextOf(prefix) && nameOf(subject).startsWith(nameOf(prefix));
}

export function getById(model: Model, id: number, asked: string | undefined): Expected {
  const holders = model.versions.filter((version) => version.id === id);
  const subject = asked === undefined ? undefined : follow(model, asked);
  const own = holders.find((version) => version.subject === subject);
  // Only who asks without a context is answered from another one.
  const fallback =
    subject !== undefined && contextOf(subject) !== "."
      ? undefined
      : (holders.find((version) => subject !== undefined && nameOf(version.subject) === subject) ??
        holders.find((version) => contextOf(version.subject) === "."));
  const found = own ?? fallback;
  return found === undefined ? codes(40403) : { oneOf: [{ schema: found.text }] };
}

export function usesOfId(model: Model, id: number, what: "subjects" | "versions", deleted: boolean): Expected {
  const holders = model.versions.filter((version) => version.id === id);
  const here = holders.filter((version) => contextOf(version.subject) === ".");
  if (here.length === 0) return holders.length === 0 ? codes(40403) : UNSPECIFIED;
  const shown = here.filter((version) => deleted || !version.deleted);
  // Which of a subject's versions is told, when several have the id, is not said.
  const isTwice = new Set(here.map(({ subject }) => subject)).size < here.length;
  if (shown.length === 0 || isTwice) return UNSPECIFIED;
  if (what === "versions") return { list: shown.map(({ subject, version }) => ({ subject, version })) };
  return { list: [...new Set(shown.map(({ subject }) => subject))] };
}

export function referencedBy(model: Model, asked: string, version: number): Expected {
  const subject = follow(model, asked);
  const found = liveOf(model, subject).find((one) => one.version === version);
  if (found === undefined) {
    const isKnown = versionsOf(model, subject).length + elsewhere(model, subject).length > 0;
    return isKnown ? UNSPECIFIED : codes(40401, 40402);
  }
  const live = referrers(model, subject, version).filter(({ deleted }) => !deleted);
  return { list: [...new Set(live.map(({ id }) => id))] };
}
