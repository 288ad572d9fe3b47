import { qualify } from "../contexts/qualified-subject.js";
import { RestError } from "./rest-error.js";
import type { Target } from "./target.js";

/**
 * What is meant by a path under `/contexts/{context}/`: subjects, prefixes and scopes that name no context of their own
 * are put into this one. Paths without the prefix, and `/contexts/{context}` itself, stay as they are.
 *
 * @throws RestError 400 for a name with a colon
 */
export function enterContext(target: Target): Target {
  const [first, name, ...rest] = target.segments;
  const [resource] = rest;
  if (first !== "contexts" || name === undefined || resource === undefined) return target;
  const prefix = prefixOf(name);
  const inContext = (text: string) => (isQualified(text) ? text : prefix + text);
  const query = new URLSearchParams(target.query);
  if (resource === "schemas" && rest[1] === "ids") query.set("subject", inContext(query.get("subject") ?? ""));
  else if ((rest.length === 1 && ["schemas", "subjects"].includes(resource)) || rest.includes("keks")) {
    const prefixes = query.getAll("subjectPrefix");
    query.delete("subjectPrefix");
    for (const one of prefixes.length === 0 ? [""] : prefixes) query.append("subjectPrefix", inContext(one));
  }
  const scoped = resource === "config" || resource === "mode";
  const segments = rest.map((segment, at) => {
    const before = rest[at - 1];
    return before === "subjects" || before === "deks" || (scoped && at === 1) ? inContext(segment) : segment;
  });
  return { segments: scoped && rest.length === 1 && prefix !== "" ? [...segments, prefix] : segments, query };
}

function prefixOf(name: string): string {
  if (name.includes(":")) throw new RestError(400, 400, `The context name '${name}' must not have a colon`);
  return qualify(name.startsWith(".") ? name : `.${name}`, "");
}

function isQualified(text: string): boolean {
  return text.startsWith(":.") || text.startsWith(":*:");
}
