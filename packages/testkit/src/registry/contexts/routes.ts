import { pageOf } from "../api/read-query.js";
import { contextNotEmpty, routeNotFound } from "../api/refusals.js";
import { since } from "../api/release.js";
import { type Route, route } from "../api/route.js";
import { TENANT } from "../storage/record.js";
import { parseSubject } from "./qualified-subject.js";

export const contextRoutes: readonly Route[] = [
  route("GET", "/contexts", ({ store }, { query }) => {
    const prefix = query.get("contextPrefix") ?? "";
    return {
      status: 200,
      json: pageOf(
        store.contexts().filter((context) => context.startsWith(prefix)),
        query,
      ),
    };
  }),
  route("DELETE", "/contexts/{context}", (registry, { params }) => {
    if (!since(registry, "8.2")) throw routeNotFound();
    const { store } = registry;
    const context = nameOf(params["context"] ?? "");
    if (store.subjects().some((subject) => parseSubject(subject).context === context)) throw contextNotEmpty(context);
    if (store.contexts().includes(context)) {
      registry.commit([{ key: { keytype: "CONTEXT", tenant: TENANT, context, magic: 0 }, value: null }]);
    }
    return { status: 204 };
  }),
];

/** A context may be written `ctx`, `.ctx` or `:.ctx:`. */
function nameOf(text: string): string {
  const name = text.startsWith(":.") ? parseSubject(text).context : text;
  return name.startsWith(".") ? name : `.${name}`;
}
