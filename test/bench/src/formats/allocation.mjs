// What is allocated for a message that is written or read, whether it is kept or not. A contender has a process of its
// own, whose young generation is so large that nothing is collected while it is looked at.
import { contendersOf } from "./contender.mjs";
import { inProcess } from "./in-process.mjs";
import { printTable } from "./table.mjs";
import { BUFFERS_TARGET, HEAP_TARGETS } from "./targets.mjs";

const FLAGS = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];

/** @param {(import("./contender.mjs").Cell)[]} cells */
export async function measureAllocation(cells) {
  for (const { readerSchema: _, ...cell } of cells) {
    const { format, size } = cell;
    const rows = [];
    for (const { name, kind } of contendersOf(format)) {
      const { wire, serialise, deserialise } = await inProcess("./allocation-of-one.mjs", { ...cell, name }, FLAGS);
      const cells = [serialise.heap, serialise.buffers, deserialise.heap, deserialise.buffers].map(Math.round);
      rows.push([name, wire, ...cells, kind === "ours" ? verdict(format, size, wire, serialise) : ""]);
    }
    console.log();
    printTable(
      [
        `${format}, ${size}: bytes for a message`,
        "on the wire",
        "written: heap",
        "buffers",
        "read: heap",
        "buffers",
        "",
      ],
      rows,
    );
  }
}

function verdict(format, size, wire, { heap, buffers }) {
  const target = HEAP_TARGETS[format];
  const said = [`heap to be below ${target}: ${heap < target ? "within" : "MISSED"}`];
  if (size !== "small") said.push(`buffers within 2%: ${buffers <= wire * BUFFERS_TARGET ? "within" : "MISSED"}`);
  return said.join(", ");
}
