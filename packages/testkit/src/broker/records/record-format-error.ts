/** Records that cannot be read: damaged, or in a compression that this Node cannot undo. */
export class RecordFormatError extends Error {
  override readonly name = "RecordFormatError";
}
