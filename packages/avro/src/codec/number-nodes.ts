import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { BadDefault, misfit, Node } from "./node.js";

export class NullNode extends Node {
  readonly expects = "null";

  _read(): null {
    return null;
  }

  _write(_tap: WriteTap, value: unknown): void {
    if (value !== null) misfit();
  }

  _skip(): void {}
}

export class BooleanNode extends Node {
  readonly expects = "boolean";

  _read(tap: ReadTap): boolean {
    return tap.readBoolean();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "boolean") misfit();
    tap.writeBoolean(value);
  }

  _skip(tap: ReadTap): void {
    tap.skip(1);
  }
}

export class IntNode extends Node {
  readonly expects = "int";

  _read(tap: ReadTap): number {
    return tap.readInt();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (value !== ((value as number) | 0)) misfit();
    tap.writeInt(value as number);
  }

  _skip(tap: ReadTap): void {
    tap.readInt();
  }
}

/** Longs as numbers: those that have more digits than a number holds are refused both ways. */
export class LongNode extends Node {
  readonly expects = 'long of at most 2^53 - 1 (beyond it: long: "bigint")';

  _read(tap: ReadTap): number {
    return tap.readLong();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (!Number.isSafeInteger(value)) misfit();
    tap.writeLong(value as number);
  }

  _skip(tap: ReadTap): void {
    tap.readLongRounded();
  }
}

export class BigLongNode extends Node {
  readonly expects: string;

  constructor(expects = "long as bigint") {
    super();
    this.expects = expects;
  }

  _read(tap: ReadTap): bigint {
    return tap.readBigLong();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) misfit();
    tap.writeBigLong(value);
  }

  _skip(tap: ReadTap): void {
    tap.readLongRounded();
  }

  override fromDefault(json: unknown): bigint {
    if (Number.isSafeInteger(json)) return BigInt(json as number);
    throw new BadDefault(`long cannot be ${JSON.stringify(json)}: JSON.parse keeps the digits of 2^53 - 1 at most`);
  }
}

export class FloatNode extends Node {
  readonly expects = "float";

  _read(tap: ReadTap): number {
    return tap.readFloat();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "number") misfit();
    tap.writeFloat(value);
  }

  _skip(tap: ReadTap): void {
    tap.skip(4);
  }
}

export class DoubleNode extends Node {
  readonly expects = "double";

  _read(tap: ReadTap): number {
    return tap.readDouble();
  }

  _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "number") misfit();
    tap.writeDouble(value);
  }

  _skip(tap: ReadTap): void {
    tap.skip(8);
  }
}
