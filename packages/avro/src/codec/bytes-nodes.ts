import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { BadDefault, misfit, Node } from "./node.js";

export class StringNode extends Node {
  readonly expects = "string";

  _read(tap: ReadTap): string {
    return tap.readString();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "string") misfit();
    tap.writeString(value);
  }

  _skip(tap: ReadTap): void {
    tap.skipString();
  }
}

export class BytesNode extends Node {
  readonly expects = "bytes";
  override readonly immutable = false;

  _read(tap: ReadTap): Buffer {
    return tap.readBytes();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (!(value instanceof Uint8Array)) misfit();
    tap.writeBytes(value);
  }

  _skip(tap: ReadTap): void {
    tap.skipString();
  }

  override fromDefault(json: unknown): Buffer {
    return bytesOfDefault(json, undefined);
  }
}

/** `bytes` as the whole schema: its messages are the bytes themselves, without their length in front. */
export class RawBytesNode extends BytesNode {
  override _read(tap: ReadTap): Buffer {
    return tap.readRestAsBytes();
  }

  override _write(tap: WriteTap, value: unknown): void {
    if (!(value instanceof Uint8Array)) misfit();
    tap.writeFixed(value);
  }

  override _skip(tap: ReadTap): void {
    tap.skip(tap.end - tap.pos);
  }
}

export class FixedNode extends Node {
  private readonly size: number;
  readonly expects: string;
  override readonly immutable = false;

  constructor(name: string, size: number) {
    super();
    this.size = size;
    this.expects = `${name} of ${size} bytes`;
  }

  _read(tap: ReadTap): Buffer {
    return tap.readFixed(this.size);
  }

  _write(tap: WriteTap, value: unknown): void {
    if (!(value instanceof Uint8Array) || value.length !== this.size) misfit();
    tap.writeFixed(value);
  }

  _skip(tap: ReadTap): void {
    tap.skip(this.size);
  }

  override fromDefault(json: unknown): Buffer {
    return bytesOfDefault(json, this.size);
  }
}

/** `string` read from, or written as, bytes that are the whole message. */
export class RawStringNode extends StringNode {
  override _read(tap: ReadTap): string {
    return tap.readRestAsString();
  }

  override _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "string") misfit();
    tap.writeFixed(Buffer.from(value));
  }
}

/** In JSON each byte is the character of its number. */
function bytesOfDefault(json: unknown, size: number | undefined): Buffer {
  if (typeof json === "string" && (size === undefined || json.length === size) && isLatin1(json)) {
    return Buffer.from(json, "latin1");
  }
  throw new BadDefault(`${size === undefined ? "bytes" : `${size} bytes`} cannot be ${JSON.stringify(json)}`);
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return false;
  return true;
}
