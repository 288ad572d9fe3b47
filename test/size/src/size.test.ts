import { afterAll, describe, expect, it } from "vitest";
import { packPackages } from "../../../scripts/pack.mjs";
import { entryPoints, publishedPackages } from "../../../scripts/workspace.mjs";
import { bundle } from "./bundle.js";
import ceilings from "./ceilings.json" with { type: "json" };
import { install } from "./install.js";
import { formatTable } from "./table.js";

/** What an entry point may weigh, and all that it may import from outside its package. */
type EntryCeiling = { readonly gzipBytes: number; readonly imports: readonly string[] };

const entryCeilings: Readonly<Record<string, Readonly<Record<string, EntryCeiling>>>> = ceilings.entries;

const entries = publishedPackages().flatMap(({ path, manifest }) =>
  entryPoints(manifest).map((entry) => {
    const file: string = manifest.exports[entry].import.default;
    return [
      `${manifest.name}${entry.slice(1)}`,
      { path, file, ceiling: entryCeilings[manifest.name]?.[entry] },
    ] as const;
  }),
);

const rows: string[][] = [];
afterAll(() => {
  console.log(formatTable(["what", "measured", "ceiling"], rows));
});

describe("entry points", () => {
  it.each(entries)("%s stays below its ceiling and imports what it may", async (name, { path, file, ceiling }) => {
    const { minifiedBytes, gzipBytes, imports } = await bundle(path, file);
    rows.push([name, `${minifiedBytes} B, gzip ${gzipBytes} B`, `gzip ${ceiling?.gzipBytes} B`]);
    expect(ceiling, "every entry point has a ceiling in ceilings.json").toBeDefined();
    expect(imports).toEqual(ceiling?.imports);
    expect(gzipBytes).toBeLessThanOrEqual(ceiling?.gzipBytes ?? 0);
  });

  it("are the ones that have a ceiling", () => {
    const named = Object.entries(entryCeilings).flatMap(([name, own]) =>
      Object.keys(own).map((entry) => `${name}${entry.slice(1)}`),
    );
    expect(named.sort()).toEqual(entries.map(([name]) => name).sort());
  });
});

describe("installations", () => {
  const tarballs = packPackages("size/tarballs");

  it.each(Object.entries(ceilings.installs))("peer failure 13: %s: few packages, few megabytes", (title, ceiling) => {
    const { packages, megabytes } = install(ceiling.install, tarballs);
    rows.push([
      title,
      `${packages.length} packages, ${megabytes.toFixed(1)} MB`,
      `${ceiling.packages} packages, ${ceiling.megabytes} MB`,
    ]);
    expect(packages).toEqual(expect.arrayContaining(ceiling.install));
    expect(packages.length, packages.join(", ")).toBeLessThanOrEqual(ceiling.packages);
    expect(megabytes).toBeLessThanOrEqual(ceiling.megabytes);
  });
});
