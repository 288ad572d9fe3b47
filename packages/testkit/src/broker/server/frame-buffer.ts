import { MalformedRequestError } from "../wire/malformed-request-error.js";

const SIZE_BYTES = 4;

/** Collects a connection's bytes and cuts them into requests. */
export class FrameBuffer {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #buffered = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes wait to be taken. */
  get buffered(): number {
    return this.#buffered;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
  }

  /**
   * The next request, without its size; `undefined` until it is there as a whole.
   *
   * @throws MalformedRequestError when its size is negative or above the limit
   */
  take(): Buffer | undefined {
    if (this.#buffered < SIZE_BYTES) return undefined;
    const size = this.#front(SIZE_BYTES).readInt32BE(0);
    if (size < 0 || size > this.#maxBytes) {
      throw new MalformedRequestError(`a request claims ${size} bytes; at most ${this.#maxBytes} are taken`);
    }
    if (this.#buffered < SIZE_BYTES + size) return undefined;
    this.#drop(SIZE_BYTES);
    const frame = this.#front(size).subarray(0, size);
    this.#drop(size);
    return frame;
  }

  /** At least so many bytes in one piece, at the front. A request that came in several chunks is copied here, once. */
  #front(length: number): Buffer {
    const [first = Buffer.alloc(0)] = this.#chunks;
    if (first.length >= length) return first;
    let joined = 0;
    let count = 0;
    for (; joined < length; count++) joined += this.#chunks[count]?.length ?? length;
    const front = this.#chunks.splice(0, count);
    const last = front.at(-1);
    const excess = joined - length;
    // What belongs to the next request stays where it is: only this one's bytes are copied.
    if (last !== undefined && excess > 0) {
      front[front.length - 1] = last.subarray(0, last.length - excess);
      this.#chunks.unshift(last.subarray(last.length - excess));
    }
    const piece = concat(front, length);
    this.#chunks.unshift(piece);
    return piece;
  }

  #drop(length: number): void {
    this.#buffered -= length;
    const [first] = this.#chunks;
    if (first === undefined) return;
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
  }
}

/** In memory of its own: a batch may be kept for as long as the broker lives, and would keep a shared pool with it. */
function concat(chunks: readonly Buffer[], length: number): Buffer {
  const whole = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const chunk of chunks) at += chunk.copy(whole, at);
  return whole;
}
