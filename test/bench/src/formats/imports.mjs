// How long it takes a fresh process to import a package, before anything of it is used.
import { spawnSync } from "node:child_process";
import { median, shuffled } from "../measure.mjs";
import { printTable } from "./table.mjs";
import { IMPORT_TARGETS } from "./targets.mjs";

const ROUNDS = 15;
const MODULES = [
  "@magicbyte/avro",
  "@magicbyte/json-schema",
  "@magicbyte/protobuf",
  "@magicbyte/registry/serde",
  "@magicbyte/registry",
  "avsc",
  "ajv",
  "@bufbuild/protobuf",
  "@confluentinc/schemaregistry",
  "@kafkajs/confluent-schema-registry",
];

export function measureImports() {
  const samples = new Map(MODULES.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of shuffled(MODULES)) samples.get(name).push(importMs(import.meta.resolve(name)));
  }
  console.log();
  printTable(
    ["import, in ms", "median", "least", "to reach", ""],
    [...samples].map(([name, all]) => {
      const ms = median(all);
      const target = IMPORT_TARGETS[name];
      const said = target === undefined ? "" : ms < target ? "within" : "MISSED";
      return [name, ms.toFixed(1), Math.min(...all).toFixed(1), target, said];
    }),
  );
}

/** @param {string} url */
function importMs(url) {
  const program = `const started = performance.now(); await import(${JSON.stringify(url)}); console.log(performance.now() - started);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  return Number(stdout);
}
