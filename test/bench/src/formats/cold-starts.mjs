// The first messages of a fresh process, with what is asked of a registry on loopback.
import { median, shuffled } from "../measure.mjs";
import { contendersOf } from "./contender.mjs";
import { inProcess } from "./in-process.mjs";
import { printTable } from "./table.mjs";

const ROUNDS = 9;
const PARTS = ["load", "firstWrite", "secondWrite", "firstRead", "secondRead"];

/** @param {(import("./contender.mjs").Cell)[]} cells */
export async function measureColdStarts(cells) {
  for (const { readerSchema: _, ...cell } of cells) {
    const contenders = contendersOf(cell.format).filter(({ name }) => !name.endsWith("alone"));
    const samples = new Map(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name } of shuffled(contenders)) {
        samples.get(name).push(await inProcess("./cold-start-of-one.mjs", { ...cell, name }));
      }
    }
    console.log();
    printTable(
      [`${cell.format}, ${cell.size}: ms`, "load", "first written", "second", "first read", "second", "altogether"],
      [...samples].map(([name, all]) => {
        const parts = PARTS.map((part) => median(all.map((one) => one[part])));
        const total = median(all.map((one) => PARTS.reduce((sum, part) => sum + one[part], 0)));
        return [name, ...[...parts, total].map((ms) => ms.toFixed(1))];
      }),
    );
  }
}
