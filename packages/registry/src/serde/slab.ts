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
/** Frames beyond this get a buffer of exactly their size: shared slabs would be kept alive, or wasted, by them. */
export const LARGE_FRAME = 8 * 1024;
/** A scratch buffer beyond this is not kept for the next message: one huge one should not cost memory for ever. */
const KEPT_SCRATCH = 1024 * 1024;

/** A slab without memory: it takes some when the first frame is written. */
export function createSlab(): Slab {
  return { buffer: Buffer.alloc(0), position: 0, scratch: undefined };
}

/** Writes a value at an offset and returns the offset behind it, or minus the number of bytes that were missing. */
export type Write<In> = (value: In, target: Buffer, offset: number) => number;

/** Writes a small frame into the slab and returns a view of it; undefined when it turns out to be large. */
export function writeIntoSlab<In>(slab: Slab, write: Write<In>, value: In): Buffer | undefined {
  for (let attempt = 0; attempt < 2; attempt++) {
    if (attempt === 1 || slab.buffer.length - slab.position < 64) {
      slab.buffer = Buffer.allocUnsafeSlow(SLAB_LENGTH);
      slab.position = 0;
    }
    const { buffer, position: start } = slab;
    // While the codec runs the slab counts as full: a value whose getter serializes something else gets another one.
    slab.position = buffer.length;
    let end = start;
    try {
      end = write(value, buffer, start);
    } finally {
      if (slab.buffer === buffer) slab.position = Math.max(end, start);
    }
    if (end >= start && end <= buffer.length) {
      return end - start > LARGE_FRAME ? takeOut(slab, buffer, start, end) : buffer.subarray(start, end);
    }
    if (end < 0 && buffer.length - start - end > LARGE_FRAME) return undefined;
  }
  return undefined;
}

/** A large frame that fitted all the same: as a view it would keep the whole slab alive, and as a rule for long. */
function takeOut(slab: Slab, buffer: Buffer, start: number, end: number): Buffer {
  const frame = Buffer.allocUnsafeSlow(end - start);
  buffer.copy(frame, 0, start, end);
  if (slab.buffer === buffer) slab.position = start;
  return frame;
}

/** Writes a frame of any size into a buffer of its own. */
export function writeIntoOwnBuffer<In>(slab: Slab, write: Write<In>, value: In): Buffer {
  let scratch = slab.scratch ?? Buffer.allocUnsafeSlow(SLAB_LENGTH);
  slab.scratch = undefined;
  for (;;) {
    const end = write(value, scratch, 0);
    if (end >= 0 && end <= scratch.length) {
      const frame = Buffer.allocUnsafeSlow(end);
      scratch.copy(frame, 0, 0, end);
      if (scratch.length <= KEPT_SCRATCH) slab.scratch = scratch;
      return frame;
    }
    const missing = end < 0 ? -end : end - scratch.length;
    scratch = Buffer.allocUnsafeSlow(Math.max(2 * scratch.length, scratch.length + missing));
  }
}
