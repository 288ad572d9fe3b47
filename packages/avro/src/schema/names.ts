import { SchemaProblem } from "./schema-problem.js";

/** A full name, and the namespace that it opens for the names inside. */
export type QualifiedName = { readonly full: string; readonly namespace: string };

/** The full name of a type that is defined as `name` with an optional namespace of its own, inside another. */
export function nameOfDefinition(name: unknown, own: unknown, enclosing: string): QualifiedName {
  if (typeof name !== "string" || name === "") throw new SchemaProblem("a record, enum or fixed needs a name");
  if (name.includes(".")) {
    const full = name.replace(/^\./, "");
    return { full, namespace: namespaceOf(full) };
  }
  const namespace = typeof own === "string" ? own : enclosing;
  return { full: qualify(name, namespace), namespace };
}

/** A name inside a namespace; one with dots is full already. */
export function qualify(name: string, namespace: string): string {
  return namespace === "" || name.includes(".") ? name.replace(/^\./, "") : `${namespace}.${name}`;
}

/** What stands behind the last dot. */
export function unqualified(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function namespaceOf(full: string): string {
  return full.slice(0, Math.max(0, full.lastIndexOf(".")));
}
