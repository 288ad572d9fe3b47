import { enterContext } from "./api/context-path.js";
import type { RawRequest } from "./api/handle.js";
import type { Route } from "./api/route.js";
import { createRouter } from "./api/router.js";
import { parseTarget } from "./api/target.js";

/** Says which route a request will find, by its template; undefined when there is none. */
export function createRouteFinder(routes: readonly Route[]): (request: RawRequest) => string | undefined {
  const router = createRouter(routes);
  return ({ method, target }) => {
    try {
      const { segments } = enterContext(parseTarget(target));
      return router.match(method === "HEAD" ? "GET" : method, segments).route.template;
    } catch {
      // Whatever is wrong with the target: the registry says so in its answer.
      return undefined;
    }
  };
}
