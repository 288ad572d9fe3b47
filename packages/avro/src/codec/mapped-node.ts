import type { Conversion, Mapping } from "../logical/mapping.js";
import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import type { Issues } from "./issues.js";
import { BadDefault, Node } from "./node.js";

/** Represents the values of a type in another way: those of a logical type. */
export class MappedNode extends Node {
  readonly expects: string;
  override readonly immutable = false;
  private readonly base: Node;
  private readonly fromAvro: (raw: unknown) => unknown;
  private readonly toAvro: (value: unknown) => unknown;

  override readonly takesUndefined: boolean;

  constructor(base: Node, convert: Conversion, { expects, buckets }: Mapping) {
    super();
    this.base = base;
    this.expects = expects;
    this.takesUndefined = buckets.includes("custom");
    this.fromAvro = convert.fromAvro;
    this.toAvro = convert.toAvro;
  }

  _read(tap: ReadTap): unknown {
    const start = tap.pos;
    const raw = this.base._read(tap);
    try {
      return this.fromAvro(raw);
    } catch {
      // The error may hold the value, and what it is of is all that is said.
      return tap.fail(`the value is not a ${this.expects}`, start);
    }
  }

  _write(tap: WriteTap, value: unknown): void {
    this.base._write(tap, this.toAvro(value));
  }

  _skip(tap: ReadTap): void {
    this.base._skip(tap);
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    if (!this.fits(value)) issues.add(path, this.expects, value);
  }

  override fromDefault(json: unknown): unknown {
    const raw = this.base.fromDefault(json);
    try {
      return this.fromAvro(raw);
    } catch (cause) {
      throw new BadDefault(`${this.expects} cannot be ${JSON.stringify(json)}`, { cause });
    }
  }
}
