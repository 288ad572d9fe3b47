import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { BadDefault, misfit, Node } from "./node.js";

/** Beyond 100 million days from 1970 JavaScript has no dates. */
const MAX_MS = 8.64e15;

/** Milliseconds since 1970 as Dates; those that are written may be numbers, which are the same. */
export class DateNode extends Node {
  readonly expects: string;
  override readonly immutable = false;
  private readonly base: Node;

  /** @param base gives and takes the milliseconds */
  constructor(base: Node, expects: string) {
    super();
    this.base = base;
    this.expects = expects;
  }

  _read(tap: ReadTap): Date {
    const start = tap.pos;
    const millis = this.base._read(tap) as number;
    if (millis > MAX_MS || millis < -MAX_MS) tap.fail("the value is not a Date, which ends in the year 275760", start);
    return new Date(millis);
  }

  _write(tap: WriteTap, value: unknown): void {
    const millis = value instanceof Date ? value.getTime() : value;
    if (typeof millis !== "number" || !(millis <= MAX_MS && millis >= -MAX_MS)) misfit();
    this.base._write(tap, millis);
  }

  _skip(tap: ReadTap): void {
    this.base._skip(tap);
  }

  override fromDefault(json: unknown): Date {
    const millis = this.base.fromDefault(json) as number;
    if (Math.abs(millis) > MAX_MS) throw new BadDefault(`Date cannot be ${JSON.stringify(json)}`);
    return new Date(millis);
  }
}
