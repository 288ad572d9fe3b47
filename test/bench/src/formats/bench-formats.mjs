// The formats against the bare codec libraries and both other clients: npm run bench -- formats [avro] [small] [codec]
import { createRegistryClient } from "@magicbyte/registry";
import { startRegistry } from "@magicbyte/testkit/registry";
import { measureAllocation } from "./allocation.mjs";
import { AVRO_SCHEMAS } from "./avro-schemas.mjs";
import { measureColdStarts } from "./cold-starts.mjs";
import { measureImports } from "./imports.mjs";
import { inProcess } from "./in-process.mjs";
import { reportInstallations } from "./installations.mjs";
import { JSON_SCHEMAS } from "./json-schemas.mjs";
import { protobufFile } from "./protobuf-schemas.mjs";
import { printSummary } from "./summary.mjs";

const FORMATS = ["avro", "json", "protobuf"];
const SIZES = ["small", "medium", "large"];
const MEASURED = ["codec", "batch", "evolution", "options"];
const GROUPS = [...MEASURED, "allocation", "cold", "import", "install"];

/** @param {string[]} words which formats, sizes and groups; all of a kind where none of it is named @param {number} [rounds] */
export async function benchFormats(words, rounds) {
  const chosen = (all) => (all.some((one) => words.includes(one)) ? all.filter((one) => words.includes(one)) : all);
  const unknown = words.find((word) => ![...FORMATS, ...SIZES, ...GROUPS].includes(word));
  if (unknown !== undefined) {
    throw new Error(`there is no ${unknown} to measure: ${[...FORMATS, ...SIZES, ...GROUPS].join(", ")}`);
  }
  const groups = chosen(GROUPS);
  // One size says enough: what is cold is the code.
  const coldSize = chosen(SIZES).includes("medium") ? "medium" : chosen(SIZES)[0];
  const registry = await startRegistry();
  const client = createRegistryClient({ baseUrl: registry.url });
  try {
    const cells = [];
    for (const format of chosen(FORMATS)) {
      for (const size of chosen(SIZES)) cells.push(await prepareCell(client, registry.url, format, size));
    }
    const results = [];
    for (const group of MEASURED.filter((one) => groups.includes(one))) {
      for (const cell of cells) {
        if (group === "evolution" && cell.format !== "avro") continue;
        const all = await measureCell({ ...cell, group, rounds });
        results.push(...all.map((result) => ({ format: cell.format, size: cell.size, ...result })));
      }
    }
    if (groups.includes("allocation")) await measureAllocation(cells);
    if (groups.includes("cold")) await measureColdStarts(cells.filter(({ size }) => size === coldSize));
    if (groups.includes("import")) await measureImports();
    if (groups.includes("install")) reportInstallations();
    printSummary(results);
  } finally {
    await client.close();
    await registry.stop();
  }
}

/** Registers the schemas. @returns {Promise<import("./contender.mjs").Cell & { schemaId: number }>} */
async function prepareCell(client, url, format, size) {
  const topic = `bench-${format}-${size}`;
  const register = async (subject, schemaType, schema) =>
    (await client.subjects.register(`${subject}-value`, { schemaType, schema })).id;
  const cell = { format, size, url, topic };
  if (format === "protobuf") {
    const { protobuf } = await import("@magicbyte/protobuf");
    const { messageOf } = await import("./protobuf-schemas.mjs");
    const file = await protobufFile(size);
    const { schema } = protobuf(await messageOf(file));
    return { ...cell, schema, protobufFile: file, schemaId: await register(topic, "PROTOBUF", schema) };
  }
  if (format === "json") {
    const schema = JSON.stringify(JSON_SCHEMAS[size]);
    return { ...cell, schema, schemaId: await register(topic, "JSON", schema) };
  }
  const [schema, readerSchema] = [AVRO_SCHEMAS[size].writer, AVRO_SCHEMAS[size].reader].map((one) =>
    JSON.stringify(one),
  );
  const schemaId = await register(topic, "AVRO", schema);
  await register(`${topic}-evolved`, "AVRO", schema);
  await register(`${topic}-evolved`, "AVRO", readerSchema);
  return { ...cell, schema, readerSchema, schemaId };
}

/** @returns {Promise<object[]>} */
function measureCell({ readerSchema, ...cell }) {
  const evolved = cell.group === "evolution" ? { readerSchema, topic: `${cell.topic}-evolved` } : {};
  return inProcess("./cell.mjs", { ...cell, ...evolved });
}
