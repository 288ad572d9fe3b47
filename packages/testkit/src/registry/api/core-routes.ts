import { compatibilityRoutes } from "../compatibility/routes.js";
import { configRoutes } from "../config/routes.js";
import { contextRoutes } from "../contexts/routes.js";
import { modeRoutes } from "../mode/routes.js";
import { schemaRoutes } from "../schemas/routes.js";
import { serverRoutes } from "../server/routes.js";
import { subjectRoutes } from "../subjects/subject-routes.js";
import { versionRoutes } from "../subjects/version-routes.js";
import type { Route } from "./route.js";

/** The routes that every registry has: all but associations, the DEK registry and exporters. */
export const coreRoutes: readonly Route[] = [
  ...serverRoutes,
  ...subjectRoutes,
  ...versionRoutes,
  ...schemaRoutes,
  ...compatibilityRoutes,
  ...configRoutes,
  ...modeRoutes,
  ...contextRoutes,
];
