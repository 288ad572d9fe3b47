import { normalizeSubject, qualifyWithParent } from "../contexts/qualified-subject.js";
import type { Store } from "../storage/store.js";
import type { Target } from "./target.js";

/**
 * Replaces aliases by the subjects that they stand for, where a path names a subject. As in the registry, schemas by id
 * always have a `subject` afterwards, so that their answers name one.
 */
export function followAliases(target: Target, store: Store): Target {
  const segments = target.segments.map((segment, at) => {
    const before = target.segments[at - 1];
    return before === "subjects" || before === "deks" ? follow(segment, store) : segment;
  });
  if (segments[0] !== "schemas" || segments[1] !== "ids") return { segments, query: target.query };
  const query = new URLSearchParams(target.query);
  query.set("subject", follow(query.get("subject") ?? "", store));
  return { segments, query };
}

function follow(subject: string, store: Store): string {
  const alias = store.config(normalizeSubject(subject))?.alias;
  return alias === undefined || alias === "" ? subject : qualifyWithParent(subject, alias);
}
