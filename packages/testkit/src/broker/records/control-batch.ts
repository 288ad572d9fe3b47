import { attribute, HEADER_BYTES } from "./batch-header.js";
import { buildBatch } from "./build-batch.js";
import { RecordCursor } from "./record-cursor.js";

const ABORT = 0;
const COMMIT = 1;

/** The batch that ends a transaction in one partition: its one record's key says how, its value is the coordinator's epoch. */
export function controlBatch(producerId: number, producerEpoch: number, commit: boolean, timestamp: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(commit ? COMMIT : ABORT, 2);
  return buildBatch([{ key, value: Buffer.alloc(6), timestamp }], {
    attributes: attribute.transactional | attribute.control,
    producerId,
    producerEpoch,
  });
}

/** Whether a control batch commits. */
export function isCommit(batch: Buffer): boolean {
  const cursor = new RecordCursor(batch, HEADER_BYTES);
  cursor.varint();
  cursor.skip(1);
  cursor.varint();
  cursor.varint();
  const key = cursor.sized();
  return key !== null && key.length >= 4 && key.readInt16BE(2) === COMMIT;
}
