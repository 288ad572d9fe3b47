import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createConsumer } from "./consumer.js";
import { packagesOf } from "./packages-of.js";
import { compile, compilers, settings } from "./type-check.js";

const consumer = createConsumer();

describe("entry points", () => {
  const exported = consumer.runFixture("exported-names.mjs", ...consumer.entries) as Record<
    string,
    { readonly import: readonly string[]; readonly require: readonly string[] }
  >;

  it.each(consumer.entries)("%s exports the same names to import and to require", (entry) => {
    expect(exported[entry]?.import).not.toEqual([]);
    expect(exported[entry]?.require).toEqual(exported[entry]?.import);
  });
});

describe("instanceof", () => {
  const outcomes = Object.entries(consumer.runFixture("across-copies.mjs") as Record<string, readonly boolean[]>);

  it.each(outcomes)("holds for WireFormatError and its root, and for no other class: %s", (_, outcome) => {
    expect(outcome).toEqual([true, true, false]);
  });

  it("was tried in every direction", () => {
    expect(outcomes).toHaveLength(12);
  });
});

describe("what an entry point loads", () => {
  // Formats are built on these two: they must cost no HTTP client and no cache.
  const light = ["@magicbyte/registry/wire", "@magicbyte/registry/serde"];
  const loaders = { import: "print-imported.mjs", require: "print-required.cjs" };

  describe.each(Object.entries(loaders))("by %s", (_, fixture) => {
    const packages = (entry: string) => packagesOf(consumer.runFixture(fixture, entry) as readonly string[]);

    it.each(light)("%s: nothing but itself", (entry) => {
      expect(packages(entry)).toEqual(["@magicbyte/registry"]);
    });

    it("@magicbyte/registry: its cache too; undici comes with the first request", () => {
      expect(packages("@magicbyte/registry")).toEqual(["@magicbyte/registry", "lru-cache"]);
    });
  });
});

describe("declarations", () => {
  const names = [...new Set(consumer.entries.map((entry) => entry.split("/").slice(0, 2).join("/")))];

  it.each(names)("peer failure 12: those of %s are made of no other library's types but its peers'", (name) => {
    const folder = join(consumer.path, "node_modules", name, "dist");
    const manifest: { readonly peerDependencies?: object } = JSON.parse(
      readFileSync(join(folder, "../package.json"), "utf8"),
    );
    const peers = Object.keys(manifest.peerDependencies ?? {});
    const files = readdirSync(folder).filter((file) => /\.d\.c?ts$/.test(file));
    const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
    const imported = texts.flatMap((text) => [...text.matchAll(/(?:from|import\() ?["']([^."'][^"']*)["']/g)]);
    const foreign = imported
      .map((match) => match[1] ?? "")
      .filter(
        (path) => !/^(@magicbyte\/|node:)/.test(path) && !peers.some((peer) => `${path}/`.startsWith(`${peer}/`)),
      );
    expect(files.length).toBeGreaterThan(1);
    expect(foreign).toEqual([]);
  });
});

describe.each(compilers)("%s", (_, bin) => {
  it.concurrent.each(settings)("%s", async (_, { module, exact }) => {
    expect(await compile({ bin, folder: consumer.path, module, exact })).toBe("");
  });
});
