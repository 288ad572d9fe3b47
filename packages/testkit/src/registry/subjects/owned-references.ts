import type { RegisteredReference } from "@magicbyte/compat";
import { notPermitted } from "../api/refusals.js";
import { qualifyWithParent } from "../contexts/qualified-subject.js";
import type { Registry } from "../registry.js";

/** @throws RestError 42205 for a reference to a subject that belongs to a resource by a strong association */
export function refuseOwnedReferences(
  { store }: Registry,
  subject: string,
  references: readonly RegisteredReference[],
): void {
  const associations = store.kept("ASSOC");
  if (references.length === 0 || associations.size === 0) return;
  const referenced = new Set(references.map((reference) => qualifyWithParent(subject, reference.subject)));
  for (const { value } of associations.values()) {
    const association = value as Readonly<Record<string, unknown>> | null;
    const owned = association?.["subject"];
    if (typeof owned === "string" && association?.["lifecycle"] === "STRONG" && referenced.has(owned)) {
      throw notPermitted(`Subject '${owned}' has a strong association and cannot be referenced`);
    }
  }
}
