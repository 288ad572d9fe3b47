import { associationRoutes } from "../associations/routes.js";
import { dekRegistryRoutes } from "../dek-registry/routes.js";
import { coreRoutes } from "./core-routes.js";
import type { Route } from "./route.js";

/** Every route. Those that a release or a setting leaves out are not found when they are asked for. */
export const allRoutes: readonly Route[] = [...coreRoutes, ...associationRoutes, ...dekRegistryRoutes];
