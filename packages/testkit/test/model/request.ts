import { referencesOf, type Sent, schemaOf } from "./registration.js";
import type { Step } from "./steps.js";

/** A step as HTTP has it. */
export type Request = { readonly method: string; readonly target: string; readonly body?: unknown };

export function requestOf(step: Step): Request {
  switch (step.kind) {
    case "register":
      return {
        method: "POST",
        target: `/subjects/${encodeURIComponent(step.subject)}/versions${normalize(step.sent)}`,
        body: { ...bodyOf(step.sent), id: step.id },
      };
    case "look up":
      return {
        method: "POST",
        target: `/subjects/${encodeURIComponent(step.subject)}${normalize(step.sent)}&deleted=${step.deleted}`,
        body: bodyOf(step.sent),
      };
    case "check": {
      const against = step.against === "all" ? "" : `/${step.against}`;
      const target = `/compatibility/subjects/${encodeURIComponent(step.subject)}/versions${against}`;
      return { method: "POST", target: target + normalize(step.sent), body: bodyOf(step.sent) };
    }
    case "delete subject":
      return {
        method: "DELETE",
        target: `/subjects/${encodeURIComponent(step.subject)}?permanent=${step.permanent}`,
      };
    case "delete version":
      return {
        method: "DELETE",
        target: `/subjects/${encodeURIComponent(step.subject)}/versions/${step.version}?permanent=${step.permanent}`,
      };
    case "put config":
      return { method: "PUT", target: `/config${scopePath(step.scope)}`, body: step.change };
    case "get config":
      return { method: "GET", target: `/config${scopePath(step.scope)}?defaultToGlobal=${step.defaultToGlobal}` };
    case "delete config":
      return { method: "DELETE", target: `/config${scopePath(step.scope)}` };
    case "put mode":
      return { method: "PUT", target: `/mode${scopePath(step.scope)}?force=${step.force}`, body: { mode: step.mode } };
    case "get mode":
      return { method: "GET", target: `/mode${scopePath(step.scope)}?defaultToGlobal=${step.defaultToGlobal}` };
    case "delete mode":
      return { method: "DELETE", target: `/mode${scopePath(step.scope)}` };
    case "list contexts":
      return { method: "GET", target: "/contexts" };
    default:
      return { method: "GET", target: readingOf(step) };
  }
}

type Reading = Extract<
  Step,
  { kind: "list subjects" | "list versions" | "get version" | "get by id" | "uses of id" | "referenced by" }
>;

function readingOf(step: Reading): string {
  switch (step.kind) {
    case "list subjects": {
      const prefix = step.prefix === undefined ? "" : `&subjectPrefix=${encodeURIComponent(step.prefix)}`;
      return `/subjects?${FLAGS[step.how]}${prefix}`;
    }
    case "list versions":
      return `/subjects/${encodeURIComponent(step.subject)}/versions?${FLAGS[step.how]}`;
    case "get version":
      return `/subjects/${encodeURIComponent(step.subject)}/versions/${step.version}?deleted=${step.deleted}`;
    case "get by id": {
      const subject = step.subject === undefined ? "" : `?subject=${encodeURIComponent(step.subject)}`;
      return `/schemas/ids/${step.id}${subject}`;
    }
    case "uses of id":
      return `/schemas/ids/${step.id}/${step.what}?deleted=${step.deleted}`;
    case "referenced by":
      return `/subjects/${encodeURIComponent(step.subject)}/versions/${step.version}/referencedby`;
  }
}

const FLAGS = { live: "", deleted: "deleted=true", only: "deletedOnly=true", negative: "deletedAsNegative=true" };

function scopePath(scope: string): string {
  return scope === "" ? "" : `/${encodeURIComponent(scope)}`;
}

function normalize({ normalize: wanted }: Sent): string {
  return `?normalize=${wanted}`;
}

function bodyOf(sent: Sent): object {
  return {
    schema: schemaOf(sent).sent,
    references: referencesOf(sent),
    ...(sent.major === undefined ? {} : { metadata: { properties: { major: sent.major } } }),
  };
}
