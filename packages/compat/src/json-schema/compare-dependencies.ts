import type { Comparer } from "./comparer.js";
import { type Findings, nest } from "./findings.js";
import type { ObjectSchema } from "./model.js";
import { call, type Task } from "./trampoline.js";

/** Compares what must be there if a property is: other properties, and a schema. */
export function* compareDependencies(
  comparer: Comparer,
  findings: Findings,
  original: ObjectSchema,
  update: ObjectSchema,
): Task<void> {
  const add = (type: string, name: string) =>
    comparer.add(findings, {
      type,
      segment: `dependencies/${name}`,
      original: { schema: original, keyword: keywordIn(original) },
      update: { schema: update, keyword: keywordIn(update) },
    });
  for (const name of namesIn(original.propertyDependencies, update.propertyDependencies)) {
    const before = original.propertyDependencies.get(name);
    const after = update.propertyDependencies.get(name);
    if (before === undefined) add("DEPENDENCY_ARRAY_ADDED", name);
    else if (after === undefined) add("DEPENDENCY_ARRAY_REMOVED", name);
    else {
      const keeps = [...before].every((other) => after.has(other));
      const within = [...after].every((other) => before.has(other));
      if (!(keeps && within)) add(`DEPENDENCY_ARRAY_${keeps ? "EXTENDED" : within ? "NARROWED" : "CHANGED"}`, name);
    }
  }
  for (const name of namesIn(original.schemaDependencies, update.schemaDependencies)) {
    const before = original.schemaDependencies.get(name);
    const after = update.schemaDependencies.get(name);
    if (before === undefined) add("DEPENDENCY_SCHEMA_ADDED", name);
    else if (after === undefined) add("DEPENDENCY_SCHEMA_REMOVED", name);
    else nest(findings, `dependencies/${name}`, yield* call(comparer.compare(before, after)));
  }
}

function namesIn(original: ReadonlyMap<string, unknown>, update: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  return new Set([...original.keys(), ...update.keys()]);
}

function keywordIn(schema: ObjectSchema): string | undefined {
  return ["dependencies", "dependentRequired", "dependentSchemas"].find((name) => schema.source?.members.has(name));
}
