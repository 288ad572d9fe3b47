import { describe, expect, it } from "vitest";
import { faces, send, useRegistryBed } from "../../test/registry-bed.js";
import { readScenarios, runScenario, settingsFor } from "../../test/scenarios.js";
import { haveVectors } from "../../test/vectors.js";
import type { LimitOptions } from "./http/limits.js";

const bed = useRegistryBed();

describe.runIf(haveVectors).each(faces)("Confluent's answers over %s", (face) => {
  it.each(readScenarios())("$name", async (scenario) => {
    const registry = await bed.start(settingsFor(scenario));
    await runScenario(scenario, async (method, target, body) =>
      send(
        registry,
        face,
        `${method} ${target}`,
        body,
        body === undefined ? {} : { "content-type": "application/json" },
      ),
    );
  });
});

describe("startRegistry", () => {
  it.each([
    { version: "7.4", code: 409, ids: ["id"] },
    { version: "8.5", code: 40901, ids: ["guid", "id", "schema", "schemaType", "version"] },
  ] as const)("answers as $version", async ({ version, code, ids }) => {
    const registry = await bed.start({ version });
    const register = (schema: string) => send(registry, "http", "POST /subjects/s/versions", { schema });
    expect(Object.keys(JSON.parse((await register('"int"')).body)).sort()).toEqual(ids);
    expect(JSON.parse((await register('"string"')).body)).toMatchObject({ error_code: code });
  });

  it("takes the server's settings", async () => {
    const registry = await bed.start({ compatibilityLevel: "NONE", modeChanges: false, dekRegistry: true });
    const [config, mode, keks] = await Promise.all([
      send(registry, "http", "GET /config"),
      send(registry, "http", "PUT /mode", { mode: "READONLY" }),
      send(registry, "http", "GET /dek-registry/v1/keks"),
    ]);
    expect(JSON.parse(config?.body ?? "")).toMatchObject({ compatibilityLevel: "NONE" });
    expect([mode?.status, keks?.status]).toEqual([422, 200]);
    expect((await send(await bed.start(), "http", "GET /dek-registry/v1/keks")).status).toBe(404);
  });

  it.each<{ limits: LimitOptions; message: string }>([
    { limits: { maxBodyBytes: -1 }, message: "`limits.maxBodyBytes` must be a number of at least 0" },
    { limits: { stopTimeoutMs: Number.NaN }, message: "`limits.stopTimeoutMs` must be a number of at least 0" },
    {
      limits: { requestTimeoutMs: "1s" as unknown as number },
      message: "`limits.requestTimeoutMs` must be a number of at least 0",
    },
  ])("refuses $limits", async ({ limits, message }) => {
    await expect(bed.start({ limits })).rejects.toThrow(message);
  });

  it("many of them live side by side", async () => {
    const registries = await Promise.all(Array.from({ length: 20 }, () => bed.start()));
    expect(new Set(registries.map(({ url }) => url)).size).toBe(20);
    const [first, second] = registries;
    await first?.seed([{ subject: "s", schema: '"int"' }]);
    expect(await second?.export()).toBe("");
  });
});
