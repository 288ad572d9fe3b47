import { exactCopy, renewSlab, type Slab, writeIntoOwnBuffer } from "./slab.js";
import type { Encoder } from "./typed-schema.js";

/** Writes values as frames: head and payload in one buffer. `index` is the message's place in its batch, for errors. */
export type FrameWriter<In> = (value: In, index?: number) => Buffer;

/** Makes of what a codec threw the error that says where its value was going. */
export type Locate = (error: unknown, index: number | undefined) => unknown;

/** Frames beyond this get a buffer of exactly their size: shared slabs would be kept alive, or wasted, by them. */
const LARGE_FRAME = 8 * 1024;

/**
 * A writer of frames that begin with `head` (frame and suffix; empty where the schema stands in a header).
 *
 * Errors are located here, around the codec alone: a `try` further out costs every message some 15 ns.
 */
export function createFrameWriter<In>(
  slab: Slab,
  encoder: Encoder<In>,
  head: Uint8Array,
  locate: Locate,
): FrameWriter<In> {
  const headLength = head.length;
  /** Messages of a schema are of a size: where the last one was large, the next one is not tried in the slab. */
  let lastLength = 0;

  /** A view of the slab where the frame fits, which is nearly always: this path is kept short. */
  function writeFrame(value: In, index?: number): Buffer {
    const { buffer, position: start } = slab;
    const payload = start + headLength;
    if (lastLength > LARGE_FRAME || payload > buffer.length) return writeElsewhere(value, index);
    // While the codec runs the slab counts as full: a value whose getter serializes something else gets another one.
    // After a codec that throws it stays so, and the next message takes a new slab.
    slab.position = buffer.length;
    for (let i = 0; i < headLength; i++) buffer[start + i] = head[i] as number;
    let end: number;
    try {
      end = encoder.encode(value, buffer, payload);
    } catch (error) {
      throw locate(error, index);
    }
    if (end < 0) {
      lastLength = buffer.length - start - end;
      return writeElsewhere(value, index);
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

  function writeElsewhere(value: In, index: number | undefined): Buffer {
    if (lastLength <= LARGE_FRAME) {
      renewSlab(slab);
      // The slab is empty now, so that this comes back only with a frame that needs a buffer of its own.
      return writeFrame(value, index);
    }
    try {
      const frame = writeIntoOwnBuffer(slab, write, value);
      lastLength = frame.length;
      return frame;
    } catch (error) {
      throw locate(error, index);
    }
  }

  function write(value: In, target: Buffer, offset: number): number {
    const start = offset + headLength;
    if (start > target.length) return target.length - start;
    for (let i = 0; i < headLength; i++) target[offset + i] = head[i] as number;
    return encoder.encode(value, target, start);
  }

  return writeFrame;
}
