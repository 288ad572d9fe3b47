import { RestError } from "./rest-error.js";
import type { HttpMethod, Route } from "./route.js";

/** A route and what stood for the names in its template. */
export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

/** Finds routes by method and path. */
export type Router = {
  /**
   * @param segments the path between its slashes, percent-decoded; empty ones are left out
   * @throws RestError 404 when no route has this path, 405 when none has this method
   */
  match(method: string, segments: readonly string[]): Match;
  /** The methods that a path has; none when there is no such path. */
  methods(segments: readonly string[]): readonly HttpMethod[];
};

type Node = {
  readonly literals: Map<string, Node>;
  readonly routes: Map<HttpMethod, Route>;
  /** The names differ between routes that share a place: `{version}` of one may be `{id}` of another. */
  name: Node | undefined;
};

/** A router over routes, whose templates are taken apart once. */
export function createRouter(routes: readonly Route[]): Router {
  const root = createNode();
  for (const route of routes) {
    let node = root;
    for (const segment of segmentsOf(route.template)) node = childOf(node, segment);
    node.routes.set(route.method, route);
  }

  return {
    match(method, segments) {
      const found = find(root, segments, 0);
      if (found === undefined) throw new RestError(404, 404, "HTTP 404 Not Found");
      const route = found.routes.get(method as HttpMethod);
      if (route === undefined) throw new RestError(405, 405, "HTTP 405 Method Not Allowed");
      return { route, params: paramsOf(route, segments) };
    },
    methods: (segments) => [...(find(root, segments, 0)?.routes.keys() ?? [])],
  };
}

/** A path between its slashes. */
export function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function createNode(): Node {
  return { literals: new Map(), routes: new Map(), name: undefined };
}

function childOf(node: Node, segment: string): Node {
  if (isName(segment)) {
    node.name ??= createNode();
    return node.name;
  }
  const child = node.literals.get(segment) ?? createNode();
  node.literals.set(segment, child);
  return child;
}

function find(node: Node, segments: readonly string[], at: number): Node | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.routes.size > 0 ? node : undefined;
  const literal = node.literals.get(segment);
  const found = literal === undefined ? undefined : find(literal, segments, at + 1);
  return found ?? (node.name === undefined ? undefined : find(node.name, segments, at + 1));
}

function paramsOf({ template }: Route, segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    segmentsOf(template).flatMap((part, at) => (isName(part) ? [[part.slice(1, -1), segments[at] ?? ""]] : [])),
  );
}

function isName(segment: string): boolean {
  return segment.startsWith("{") && segment.endsWith("}");
}
