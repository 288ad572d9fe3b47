import { cellToMeasure, contendersOf } from "./contender.mjs";
import { frameOf } from "./frames.mjs";
import { answer } from "./in-process.mjs";
import { valuesOf } from "./values.mjs";

const cell = cellToMeasure();
const [value] = valuesOf(cell.size);
const contender = contendersOf(cell.format).find(({ name }) => name === cell.name);

let last = performance.now();
const lap = () => {
  const ms = performance.now() - last;
  last = performance.now();
  return ms;
};

const session = await contender.open(cell);
const load = lap();
const message = session.input === undefined ? value : session.input(value);
lap();
const write = await session.writer();
const bytes = await write(message);
const firstWrite = lap();
await write(message);
const secondWrite = lap();
const frame = frameToRead(Buffer.from(bytes));
lap();
const read = await session.reader([frame]);
await read(frame);
const firstRead = lap();
await read(frame);
answer({ load, firstWrite, secondWrite, firstRead, secondRead: lap() });

/** What it wrote itself; the KafkaJS client's Protobuf is given its indexes, as others write them. */
function frameToRead(written) {
  if (contender.kind !== "KafkaJS" || cell.format !== "protobuf") return written;
  return frameOf(cell.format, cell.schemaId, written.subarray(5));
}
