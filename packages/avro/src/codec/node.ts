import type { ReadTap } from "../tap/read-tap.js";
import { WriteTap } from "../tap/write-tap.js";
import type { Issues } from "./issues.js";

/** What a writer throws when a value does not fit. What is wrong with it is found out afterwards, by `findIssues`. */
export class Misfit extends Error {}

/** Stops writing: the value does not fit. */
export function misfit(): never {
  throw new Misfit();
}

/** A default that is none: it does not fit the type of its field. */
export class BadDefault extends Error {}

/**
 * Reads and writes the values of one type. The names with an underscore are avsc's: its compiled records call the nodes
 * of their fields by them, and `_update` and `fingerprint` are what avsc knows a type by.
 */
export abstract class Node {
  /** What errors say they expected. */
  abstract readonly expects: string;
  /** Whether one value may be given out again and again. */
  readonly immutable: boolean = true;
  /** Whether undefined may be a value, which only a user's own logical type decides. */
  readonly takesUndefined: boolean = false;

  abstract _read(tap: ReadTap): unknown;

  /** Throws when the value does not fit; what was written until then is void. */
  abstract _write(tap: WriteTap, value: unknown): void;

  abstract _skip(tap: ReadTap): void;

  /** Adds an issue for every place where a value does not fit. Only called for those that do not. */
  findIssues(value: unknown, path: string, issues: Issues): void {
    if (!this.fits(value)) issues.add(path, this.expects, value);
  }

  /** Whether a value of a type without parts can be written. */
  fits(value: unknown): boolean {
    try {
      this._write(new WriteTap(), value);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * A new value of a default in JSON.
   *
   * @throws BadDefault
   */
  fromDefault(json: unknown): unknown {
    if (this.fits(json)) return json;
    throw new BadDefault(`${this.expects} cannot be ${JSON.stringify(json)}`);
  }

  // What avsc asks of the type of a field.

  /** Of a default: the first call checks it, later ones make values of it. */
  _copy(json: unknown, firstCall?: object): unknown {
    return firstCall === undefined || this.immutable ? this.fromDefault(json) : json;
  }

  /** avsc shares defaults of primitive types, and copies others. */
  get typeName(): string {
    return this.immutable ? "string" : "magicbyte";
  }

  /** In front of a record that is resolved stand nodes that read the writer's bytes as the reader's values already. */
  createResolver(resolved: unknown): unknown {
    return resolved;
  }

  toBuffer(value: unknown): Buffer {
    return encodeAlone(this, value);
  }

  _update(): void {}

  fingerprint(): void {}
}

/** The bytes of one value. */
export function encodeAlone(node: Node, value: unknown): Buffer {
  const tap = new WriteTap(Buffer.allocUnsafe(256));
  node._write(tap, value);
  const length = tap.pos;
  if (length <= tap.end) return tap.buf.subarray(0, length);
  tap.open(Buffer.allocUnsafe(length), 0);
  node._write(tap, value);
  return tap.buf;
}
