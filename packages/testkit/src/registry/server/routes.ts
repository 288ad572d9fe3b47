import { type Route, route } from "../api/route.js";

/** What stands for the commit of a server that was built from none. */
const COMMIT_ID = "magicbyte-testkit";

export const serverRoutes: readonly Route[] = [
  route("GET", "/", () => ({ status: 200, json: {} })),
  route("POST", "/", () => ({ status: 200, json: {} })),
  route("GET", "/v1/metadata/id", ({ settings }) => ({
    status: 200,
    // As text: the id is an empty one, and stays.
    text: JSON.stringify({
      scope: {
        path: [],
        clusters: { "kafka-cluster": settings.clusterId, "schema-registry-cluster": "schema-registry" },
      },
      id: "",
    }),
  })),
  route("GET", "/v1/metadata/version", ({ settings }) => ({
    status: 200,
    json: { version: `${settings.version}.0`, commitId: COMMIT_ID },
  })),
  route("GET", "/v1/metadata/deployment", () => ({ status: 200, text: JSON.stringify({ attributes: [] }) })),
];
