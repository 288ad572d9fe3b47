import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { faces, schemaNumber, send, useRegistryBed } from "../../../test/registry-bed.js";

const bed = useRegistryBed();

/** One registry in a directory, with two schemas and a refusal. */
async function startUsed(options: Parameters<typeof bed.start>[0] = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), "magicbyte-observe-"));
  bed.onEnd(async () => rmSync(dataDir, { recursive: true }));
  const registry = await bed.start({ dataDir, ...options });
  const lines = [
    ["POST /subjects/a/versions", schemaNumber(1)],
    ["POST /subjects/:.other:b/versions", schemaNumber(1)],
    ["POST /subjects/a/versions", { schema: '"int"' }],
    ["POST /compatibility/subjects/a/versions/latest", { schema: '"int"' }],
    ["GET /schemas/ids/99", undefined],
    ["GET /nowhere", undefined],
    ["PROPFIND /subjects", undefined],
  ] as const;
  for (const [line, body] of lines) await send(registry, "http", line, body);
  return registry;
}

describe.each(faces)("over %s", (face) => {
  it("/health says how the registry is", async () => {
    const registry = await startUsed();
    const { status, headers, body } = await send(registry, face, "GET /health");
    expect([status, headers["content-type"]]).toEqual([200, "application/json"]);
    expect(JSON.parse(body)).toEqual({
      ...{ status: "ok", version: "8.5", uptimeSeconds: expect.any(Number), schemas: 2, subjects: 2 },
      dataDir: { state: "ok", bytes: expect.any(Number) },
    });
    expect((await send(registry, face, "HEAD /health")).body).toBe("");
  });

  it("/metrics counts by route and status, with labels that no client can choose", async () => {
    const registry = await startUsed();
    const { headers, body } = await send(registry, face, "GET /metrics");
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = body.split("\n");
    for (const line of [
      'registry_http_requests_total{method="POST",route="/subjects/{subject}/versions",status="200"} 2',
      'registry_http_requests_total{method="POST",route="/subjects/{subject}/versions",status="409"} 1',
      'registry_http_requests_total{method="GET",route="/schemas/ids/{id}",status="404"} 1',
      'registry_http_requests_total{method="GET",route="none",status="404"} 1',
      'registry_http_requests_total{method="other",route="none",status="405"} 1',
      'registry_http_request_duration_seconds_count{method="POST",route="/subjects/{subject}/versions"} 3',
      'registry_compatibility_failures_total{kind="registration"} 1',
      'registry_compatibility_failures_total{kind="check"} 1',
      "registry_schemas 2",
      "registry_subjects 2",
      "registry_versions 2",
      'registry_last_schema_id{context="."} 1',
      'registry_last_schema_id{context=".other"} 1',
      "registry_journal_commits_total 2",
      "registry_journal_read_only 0",
      "registry_requests_in_flight 1",
    ]) {
      expect(lines).toContain(line);
    }
    expect(body).not.toContain("PROPFIND");
  });

  it("/metrics is text as Prometheus reads it", async () => {
    const { body } = await send(await startUsed(), face, "GET /metrics");
    const sample =
      /^[a-z_]+(?:\{[a-z]+="(?:[^"\\\n]|\\[\\n"])*"(?:,[a-z]+="(?:[^"\\\n]|\\[\\n"])*")*\})? -?[0-9.e+-]+$/;
    const families = new Set<string>();
    let family = "";
    for (const line of body.trimEnd().split("\n")) {
      if (line.startsWith("# HELP ")) {
        family = line.split(" ")[2] ?? "";
        expect(families.has(family), `${family} stands in one place`).toBe(false);
        families.add(family);
      } else if (line.startsWith("# TYPE "))
        expect(line).toMatch(new RegExp(`^# TYPE ${family} (counter|gauge|histogram)$`));
      else {
        expect(line).toMatch(sample);
        expect(line.startsWith(family)).toBe(true);
      }
    }
    expect(families.size).toBeGreaterThan(10);
  });

  it("logs a line of JSON for each request, without paths, bodies and credentials", async () => {
    const lines: string[] = [];
    const registry = await bed.start({ logs: (line) => lines.push(line), auth: { bearer: ["secret-token"] } });
    const headers = { authorization: "Bearer secret-token", "x-request-id": "r-1" };
    await send(registry, face, "POST /subjects/secret-subject/versions?x=secret-query", { schema: '"int"' }, headers);
    await send(registry, face, "GET /secret-path", undefined, { authorization: "Bearer secret-guess" });
    registry.intercept("*", "reset");
    await send(registry, face, "GET /subjects", undefined, headers).catch(() => {});
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), level: "info", requestId: "r-1", face },
        ...{ method: "POST", route: "/subjects/{subject}/versions", status: 200, ms: expect.any(Number) },
      },
      expect.objectContaining({ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), method: "GET", status: 401 }),
      expect.objectContaining({ requestId: "r-1", method: "GET", route: "/subjects" }),
    ]);
    expect(lines.join("")).not.toContain("secret");
  });
});

describe("logs", () => {
  it("go to stdout where they are turned on, and nowhere by default", async () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      await send(await bed.start(), "transport", "GET /subjects");
      expect(write).not.toHaveBeenCalled();
      await send(await bed.start({ logs: true }), "transport", "GET /subjects");
      expect(write).toHaveBeenCalledTimes(1);
      expect(JSON.parse(String(write.mock.calls[0]?.[0]))).toMatchObject({ route: "/subjects", status: 200 });
    } finally {
      write.mockRestore();
    }
  });
});
