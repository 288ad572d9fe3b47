import type { Call } from "./call.js";

/** What of a call a pattern looks at. */
type Called = Pick<Call, "method" | "route" | "path" | "query">;

/** Where a route is found. */
export type RouteName = { readonly method: string; readonly template: string };

/**
 * What calls a pattern means: `"POST /subjects/{subject}/versions"` (a route, whatever the names in braces),
 * `"GET /schemas/ids/1"` (a path), `"GET /subjects/orders-*"` (paths that fit), each without a method for any method,
 * and `"*"` for all. Throws when it names a route that does not exist: it would never fit.
 */
export function parsePattern(pattern: string, routes: readonly RouteName[]): (call: Called) => boolean {
  const [, method, path] = /^(?:([A-Za-z]+|\*) +)?(\*|\/\S*)$/.exec(pattern.trim()) ?? [];
  if (path === undefined) {
    throw new Error(
      `the pattern ${JSON.stringify(pattern)} makes no sense: write a method and a route or path, such as "POST /subjects/{subject}/versions"`,
    );
  }
  const wanted = method === undefined || method === "*" ? undefined : method.toUpperCase();
  const fits = path.includes("{") ? fitsRoute(pattern, wanted, path, routes) : fitsPath(path);
  return (call) => (wanted === undefined || call.method === wanted) && fits(call);
}

function fitsRoute(
  pattern: string,
  method: string | undefined,
  path: string,
  routes: readonly RouteName[],
): (call: Called) => boolean {
  const shape = shapeOf(path);
  const known = routes.some(
    (route) => shapeOf(route.template) === shape && (method === undefined || route.method === method),
  );
  if (!known) {
    const similar = routes.filter((route) => method === undefined || route.method === method);
    throw new Error(
      `the pattern ${JSON.stringify(pattern)} fits no route. ${method === undefined ? "Routes" : `Those of ${method}`} are: ${similar
        .map((route) => (method === undefined ? `${route.method} ${route.template}` : route.template))
        .join(", ")}`,
    );
  }
  return (call) => call.route !== undefined && shapeOf(call.route) === shape;
}

/** A template without the names, which differ between those who write about the API. */
function shapeOf(template: string): string {
  return template.replace(/\{[^}]*\}/g, "{}");
}

function fitsPath(path: string): (call: Called) => boolean {
  if (path === "*") return () => true;
  const withQuery = path.includes("?");
  const expression = new RegExp(`^${path.split("*").map(escaped).join(".*")}$`, "s");
  return (call) => expression.test(withQuery && call.query !== "" ? `${call.path}?${call.query}` : call.path);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
