import { LARGE_FRAME, type Slab, writeIntoOwnBuffer, writeIntoSlab } from "./slab.js";
import type { Encoder } from "./typed-schema.js";

/** Writes values as frames: head and payload in one buffer. */
export type FrameWriter<In> = (value: In) => Buffer;

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

  return (value) => {
    const small = lastLength > LARGE_FRAME ? undefined : writeIntoSlab(slab, write, value);
    const frame = small ?? writeIntoOwnBuffer(slab, write, value);
    lastLength = frame.length;
    return frame;
  };
}
