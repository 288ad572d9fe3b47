const SLAB_BYTES = 64 * 1024;

/** Batches up to this size share slabs. */
const SHARED_BYTES = 8 * 1024;

/** Where batches find memory that holds batches only: they stay for long, and would keep what lies beside them from being freed. */
export interface BatchArena {
  /** The batch as it is where it makes up most of the memory it stands in, or a copy of it. */
  keep(batch: Buffer): Buffer;
}

export function createBatchArena(): BatchArena {
  let slab = Buffer.alloc(0);
  return {
    keep(batch) {
      if (2 * batch.length >= batch.buffer.byteLength) return batch;
      if (batch.length > SHARED_BYTES) return copied(batch, Buffer.allocUnsafeSlow(batch.length));
      if (slab.length < batch.length) slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      const place = slab.subarray(0, batch.length);
      slab = slab.subarray(batch.length);
      return copied(batch, place);
    },
  };
}

function copied(batch: Buffer, place: Buffer): Buffer {
  batch.copy(place);
  return place;
}
