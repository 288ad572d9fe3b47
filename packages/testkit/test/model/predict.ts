import { deleteSubject, deleteVersion, isReferenced } from "./deletion.js";
import { codes, type Expected, UNSPECIFIED } from "./expected.js";
import { configOf, contextOf, follow, identity, liveOf, type Model, modeOf, referrers, versionsOf } from "./model.js";
import { getById, getVersion, listSubjects, listVersions, referencedBy, usesOfId } from "./reading.js";
import {
  isCompatible,
  isValid,
  lookUp,
  referencedBy as referenced,
  referencesOf,
  register,
  schemaOf,
} from "./registration.js";
import { changed, deleteConfig, deleteMode, getConfig, getMode, putConfig, putMode, versionsIn } from "./settings.js";
import type { Step } from "./steps.js";

/** What the answer to a step has to be; the model goes on accordingly. */
export function predict(model: Model, step: Step): Expected {
  switch (step.kind) {
    case "register":
      return register(model, step.subject, step.sent, step.id);
    case "look up":
      return lookUp(model, step.subject, step.sent, step.deleted);
    case "check":
      return check(model, step);
    case "delete subject":
      return deleteSubject(model, step.subject, step.permanent);
    case "delete version":
      return deleteVersion(model, step.subject, step.version, step.permanent);
    case "put config":
      return putConfig(model, step.scope, step.change);
    case "get config":
      return getConfig(model, step.scope, step.defaultToGlobal);
    case "delete config":
      return deleteConfig(model, step.scope);
    case "put mode":
      return putMode(model, step.scope, step.mode, step.force);
    case "get mode":
      return getMode(model, step.scope, step.defaultToGlobal);
    case "delete mode":
      return deleteMode(model, step.scope);
    case "list subjects":
      return listSubjects(model, step.prefix, step.how);
    case "list versions":
      return listVersions(model, step.subject, step.how);
    case "get version":
      return getVersion(model, step.subject, step.version, step.deleted);
    case "get by id":
      return getById(model, step.id, step.subject);
    case "uses of id":
      return usesOfId(model, step.id, step.what, step.deleted);
    case "referenced by":
      return referencedBy(model, step.subject, step.version);
    case "list contexts":
      return { body: [".", ...[...model.lastId.keys()].filter((context) => context !== ".").sort()] };
  }
}

function check(model: Model, { subject: asked, sent, against }: Extract<Step, { kind: "check" }>): Expected {
  const subject = follow(model, asked);
  const { shape } = schemaOf(sent);
  const live = liveOf(model, subject);
  const asOne = typeof against === "number" ? live.filter(({ version }) => version === against) : live.slice(-1);
  const previous = against === "all" ? live : asOne;
  const isMissing = typeof against === "number" && previous.length === 0;
  if (shape === undefined || !isValid(model, subject, sent, true))
    return isMissing ? codes(42201, 40402) : codes(42201);
  if (isMissing) return codes(40402);
  if (!isValid(model, subject, sent, false) || configOf(model, subject).compatibilityGroup !== undefined)
    return UNSPECIFIED;
  return { body: { is_compatible: isCompatible(model, subject, { shape, major: sent.major }, previous) } };
}

/**
 * Whether rest-api.md says what a step does to the registry. Where it does not, the model could not go on: such steps
 * are left out.
 */
export function isSpecified(model: Model, step: Step): boolean {
  switch (step.kind) {
    case "register":
    case "look up":
    case "check":
      return isSpecifiedSchema(model, step);
    case "delete version": {
      // Whether a subject's own references stand in the way of one version is not said.
      const subject = follow(model, step.subject);
      const own = versionsOf(model, subject).filter((version) => isReferenced(model, version, true));
      return own.every(({ version }) => referrers(model, subject, version).some((one) => one.subject !== subject));
    }
    case "put config": {
      // An entry that says nothing may be one or none; aliases are of subjects, and not of what they lead to.
      const { alias } = step.change;
      const isSubject = step.scope === "a" || step.scope === "x";
      if (alias !== undefined && !isSubject) return false;
      return Object.keys(changed(model, step.scope, step.change)).length > 0;
    }
    case "delete config":
      return step.scope !== "" || model.configs.has("");
    case "delete mode":
      return step.scope !== "";
    case "put mode":
      return step.mode !== "IMPORT" || isSpecifiedImport(model, step.scope, step.force);
    default:
      return true;
  }
}

function isSpecifiedSchema(model: Model, step: Extract<Step, { kind: "register" | "look up" | "check" }>): boolean {
  const subject = follow(model, step.subject);
  const { sent } = step;
  // A reference to what defines the schema itself.
  const target = referenced(model, subject, sent);
  if (target !== undefined && target.shape.name === "P") return false;
  if (step.kind !== "register") return true;
  const versions = versionsOf(model, subject);
  const live = liveOf(model, subject);
  // Which version is the previous one, when all are soft-deleted?
  if (sent.major === undefined && live.length === 0 && versions.some(({ major }) => major !== undefined)) return false;
  if (modeOf(model, subject) !== "IMPORT") return true;
  // Nothing is validated there, and one content with two ids leaves open which of them it has.
  if (!isValid(model, subject, sent, false)) return false;
  const { text } = schemaOf(sent);
  const draft = identity({ text, references: referencesOf(sent), major: sent.major });
  return model.versions.every(
    (version) =>
      contextOf(version.subject) !== contextOf(subject) || identity(version) !== draft || version.id === step.id,
  );
}

/** Only of a scope whose soft-deleted versions can go without further questions. */
function isSpecifiedImport(model: Model, scope: string, force: boolean): boolean {
  if (scope !== "b" && scope !== ":.c:") return false;
  if (force || modeOf(model, scope) === "IMPORT") return true;
  return versionsIn(model, scope).every(
    (version) =>
      !isReferenced(model, version, true) && !model.configs.has(version.subject) && !model.modes.has(version.subject),
  );
}
