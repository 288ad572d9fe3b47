import { codes, type Expected } from "./expected.js";
import { follow, liveOf, type Model, modeOf, referrers, remove, type Version, versionsOf } from "./model.js";
import type { Which } from "./reading.js";

/** Whether a version is referenced by something that its deletion would break. */
export function isReferenced(model: Model, { subject, version }: Version, permanent: boolean, except = ""): boolean {
  return referrers(model, subject, version).some((one) => one.subject !== except && (permanent || !one.deleted));
}

export function deleteSubject(model: Model, asked: string, permanent: boolean): Expected {
  const subject = follow(model, asked);
  const all = versionsOf(model, subject);
  const live = liveOf(model, subject);
  if (all.length === 0) return codes(40401);
  const gone = permanent ? all : live;
  const refusals = [
    ...(!permanent && live.length === 0 ? [40404] : []),
    ...(permanent && live.length > 0 ? [40405] : []),
    ...(modeOf(model, subject) === "READONLY" ? [42205] : []),
    ...(gone.some((version) => isReferenced(model, version, permanent, subject)) ? [42206] : []),
  ];
  if (refusals.length > 0) return codes(...refusals);
  if (permanent) remove(model, gone);
  else for (const version of gone) version.deleted = true;
  return { body: gone.map(({ version }) => version) };
}

export function deleteVersion(model: Model, asked: string, which: Which, permanent: boolean): Expected {
  const subject = follow(model, asked);
  const all = versionsOf(model, subject);
  if (all.length === 0) return codes(40401);
  const found = which === "latest" ? liveOf(model, subject).at(-1) : all.find(({ version }) => version === which);
  if (found === undefined) return liveOf(model, subject).length > 0 ? codes(40402) : codes(40401, 40402);
  const refusals = [
    ...(!permanent && found.deleted ? [40406] : []),
    ...(permanent && !found.deleted ? [40407] : []),
    ...(modeOf(model, subject) === "READONLY" ? [42205] : []),
    ...(isReferenced(model, found, permanent) ? [42206] : []),
  ];
  if (refusals.length > 0) return codes(...refusals);
  if (permanent) remove(model, [found]);
  else found.deleted = true;
  return { body: found.version };
}
