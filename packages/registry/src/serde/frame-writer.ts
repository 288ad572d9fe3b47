import { exactCopy, renewSlab, type Slab, writeIntoOwnBuffer } from "./slab.js";
import type { Encoder } from "./typed-schema.js";

/** Writes values as frames: head and payload in one buffer. */
export type FrameWriter<In> = (value: In) => Buffer;

/** Frames beyond this get a buffer of exactly their size: shared slabs would be kept alive, or wasted, by them. */
const LARGE_FRAME = 8 * 1024;

/** A writer of frames that begin with `head` (frame and suffix; empty where the schema stands in a header). */
export function createFrameWriter<In>(slab: Slab, encoder: Encoder<In>, head: Uint8Array): FrameWriter<In> {
  const headLength = head.length;
  /** Messages of a schema are of a size: where the last one was large, the next one is not tried in the slab. */
  let lastLength = 0;

  function write(value: In, target: Buffer, offset: number): number {
    const start = offset + headLength;
    if (start > target.length) return target.length - start;
    for (let i = 0; i < headLength; i++) target[offset + i] = head[i] as number;
    return encoder.encode(value, target, start);
  }

  /** A view of the slab; undefined when the slab is full, or the frame too large for it. */
  function writeIntoSlab(value: In): Buffer | undefined {
    const { buffer, position: start } = slab;
    // While the codec runs the slab counts as full: a value whose getter serializes something else gets another one.
    // After a codec that throws it stays so, and the next message takes a new slab.
    slab.position = buffer.length;
    const end = write(value, buffer, start);
    if (end < 0) {
      lastLength = buffer.length - start - end;
      return undefined;
    }
    lastLength = end - start;
    if (lastLength > LARGE_FRAME) {
      if (slab.buffer === buffer) slab.position = start;
      // A large frame that fitted all the same would, as a view, keep the whole slab alive.
      return exactCopy(buffer, start, end);
    }
    if (slab.buffer === buffer) slab.position = end;
    return buffer.subarray(start, end);
  }

  function writeElsewhere(value: In): Buffer {
    if (lastLength <= LARGE_FRAME) {
      renewSlab(slab);
      const frame = writeIntoSlab(value);
      if (frame !== undefined) return frame;
    }
    const frame = writeIntoOwnBuffer(slab, write, value);
    lastLength = frame.length;
    return frame;
  }

  return (value) => (lastLength > LARGE_FRAME ? undefined : writeIntoSlab(value)) ?? writeElsewhere(value);
}
