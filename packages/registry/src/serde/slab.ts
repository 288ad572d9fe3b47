/**
 * Memory that frames are written into one after the other, so that a message costs neither an allocation of its own
 * nor a copy. One belongs to a serializer. Frames are views of it: a frame that is kept keeps its slab.
 */
export type Slab = {
  buffer: Buffer;
  position: number;
  /** For frames too large to share a slab: grows, and is used again. Taken away while in use. */
  scratch: Buffer | undefined;
};

/** Large enough for hundreds of small messages, small enough to be let go of when one of them is kept. */
const SLAB_LENGTH = 64 * 1024;
/** A scratch buffer beyond this is not kept for the next message: one huge one should not cost memory for ever. */
const KEPT_SCRATCH = 1024 * 1024;

/** A slab without memory: it takes some when the first frame is written. */
export function createSlab(): Slab {
  return { buffer: Buffer.alloc(0), position: 0, scratch: undefined };
}

/** Gives the slab fresh memory. Frames in the old one keep it alive for as long as they live. */
export function renewSlab(slab: Slab): void {
  slab.buffer = Buffer.allocUnsafeSlow(SLAB_LENGTH);
  slab.position = 0;
}

/** Writes a value at an offset and returns the offset behind it, or minus the number of bytes that were missing. */
export type Write<In> = (value: In, target: Buffer, offset: number) => number;

/** Writes a frame of any size into a buffer of exactly its size. */
export function writeIntoOwnBuffer<In>(slab: Slab, write: Write<In>, value: In): Buffer {
  let scratch = slab.scratch ?? Buffer.allocUnsafeSlow(SLAB_LENGTH);
  slab.scratch = undefined;
  for (;;) {
    const end = write(value, scratch, 0);
    if (end >= 0) {
      if (scratch.length <= KEPT_SCRATCH) slab.scratch = scratch;
      return exactCopy(scratch, 0, end);
    }
    scratch = Buffer.allocUnsafeSlow(Math.max(2 * scratch.length, scratch.length - end));
  }
}

/** A buffer that holds these bytes and no others. */
export function exactCopy(source: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(end - start);
  source.copy(copy, 0, start, end);
  return copy;
}
