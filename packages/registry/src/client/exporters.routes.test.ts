import { expect, it } from "vitest";
import { recordingClient } from "../../test/recording-transport.js";
import { type RouteCase, testRoutes, untested } from "../../test/route-case.js";

const CONFIG = { "schema.registry.url": "https://other", "basic.auth.user.info": "<hidden>" };
const EXPORTER = {
  name: "my exporter",
  contextType: "CUSTOM",
  context: "User",
  subjects: ["orders-*"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the registry's own placeholder
  subjectRenameFormat: "dc_${subject}",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the registry's own placeholder
  kekRenameFormat: "dc_${kek}",
  config: CONFIG,
};
const { name: _, ...SETTINGS } = EXPORTER;
const NAMED = { name: "my exporter" };
const NAMELESS = [{}, { name: 1 }];

const cases: readonly RouteCase[] = [
  {
    method: "exporters.list",
    run: (client, options) => client.exporters.list(options),
    sends: "GET /exporters",
    route: "/exporters",
    answer: ["a", "b"],
    refuses: [[{}]],
  },
  {
    method: "exporters.create",
    run: (client, options) => client.exporters.create(EXPORTER, options),
    sends: "POST /exporters",
    route: "/exporters",
    body: EXPORTER,
    answer: NAMED,
    refuses: NAMELESS,
  },
  {
    method: "exporters.get",
    run: (client, options) => client.exporters.get("my exporter", options),
    sends: "GET /exporters/my%20exporter",
    route: "/exporters/{name}",
    answer: { ...EXPORTER, fromTheFuture: 1 },
    refuses: NAMELESS,
  },
  {
    method: "exporters.update",
    run: (client, options) => client.exporters.update("my exporter", SETTINGS, options),
    sends: "PUT /exporters/my%20exporter",
    route: "/exporters/{name}",
    body: SETTINGS,
    answer: NAMED,
    refuses: NAMELESS,
  },
  {
    method: "exporters.delete",
    run: (client, options) => client.exporters.delete("a/b", options),
    sends: "DELETE /exporters/a%2Fb",
    route: "/exporters/{name}",
  },
  ...(["pause", "resume", "reset"] as const).map(
    (verb): RouteCase => ({
      method: `exporters.${verb}`,
      run: (client, options) => client.exporters[verb]("a/b", options),
      sends: `PUT /exporters/a%2Fb/${verb}`,
      route: `/exporters/{name}/${verb}`,
      answer: { name: "a/b" },
      refuses: NAMELESS,
    }),
  ),
  {
    method: "exporters.status",
    run: (client, options) => client.exporters.status("e", options),
    sends: "GET /exporters/e/status",
    route: "/exporters/{name}/status",
    answer: { name: "e", state: "RUNNING", offset: 100, ts: 1631206325, trace: "" },
    refuses: [{}, { name: "e" }, { state: "RUNNING" }],
  },
  {
    method: "exporters.config",
    run: (client, options) => client.exporters.config("e", options),
    sends: "GET /exporters/e/config",
    route: "/exporters/{name}/config",
    answer: CONFIG,
  },
  {
    method: "exporters.updateConfig",
    run: (client, options) => client.exporters.updateConfig("e", CONFIG, options),
    sends: "PUT /exporters/e/config",
    route: "/exporters/{name}/config",
    body: CONFIG,
    answer: { name: "e" },
    refuses: NAMELESS,
  },
];

testRoutes("exporters", cases);

it("every method of exporters is in the table", () => {
  expect(untested("exporters", recordingClient({}).client.exporters, cases)).toEqual([]);
});
