import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { type Issues, memberPath } from "./issues.js";
import { BadDefault, misfit, Node } from "./node.js";
import { defineMember, isIterableOrDate } from "./plain-object.js";

export class ArrayNode extends Node {
  readonly expects = "array";
  override readonly immutable = false;
  private readonly items: Node;
  private readonly itemSize: number;

  /** @param itemSize the fewest bytes that an item takes */
  constructor(items: Node, itemSize: number) {
    super();
    this.items = items;
    this.itemSize = itemSize;
  }

  _read(tap: ReadTap): unknown[] {
    const { items, itemSize } = this;
    let count = tap.readBlockCount(itemSize);
    if (count === 0) return [];
    const values = new Array<unknown>(count);
    let i = 0;
    do {
      while (count-- > 0) values[i++] = items._read(tap);
      count = tap.readBlockCount(itemSize);
    } while (count !== 0);
    return values;
  }

  _write(tap: WriteTap, value: unknown): void {
    if (!Array.isArray(value)) misfit();
    const { items } = this;
    const { length } = value;
    if (length > 0) {
      tap.writeLong(length);
      for (let i = 0; i < length; i++) items._write(tap, value[i]);
    }
    tap.writeInt(0);
  }

  _skip(tap: ReadTap): void {
    skipBlocks(tap, this.itemSize, this.items, false);
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    if (!Array.isArray(value)) issues.add(path, this.expects, value);
    // Not forEach: it leaves out holes, which do not fit either.
    else for (let i = 0; i < value.length; i++) this.items.findIssues(value[i], `${path}[${i}]`, issues);
  }

  override fromDefault(json: unknown): unknown[] {
    if (!Array.isArray(json)) throw new BadDefault(`array cannot be ${JSON.stringify(json)}`);
    return json.map((item) => this.items.fromDefault(item));
  }
}

export class MapNode extends Node {
  readonly expects = "object whose members are the entries";
  override readonly immutable = false;
  private readonly values: Node;
  private readonly entrySize: number;

  /** @param valueSize the fewest bytes that a value takes */
  constructor(values: Node, valueSize: number) {
    super();
    this.values = values;
    // A key takes a byte at least.
    this.entrySize = 1 + valueSize;
  }

  _read(tap: ReadTap): object {
    const { values, entrySize } = this;
    const object: Record<string, unknown> = {};
    for (let count = tap.readBlockCount(entrySize); count !== 0; count = tap.readBlockCount(entrySize)) {
      while (count-- > 0) {
        const key = tap.readString();
        const value = values._read(tap);
        if (key === "__proto__") defineMember(object, key, value);
        else object[key] = value;
      }
    }
    return object;
  }

  _write(tap: WriteTap, value: unknown): void {
    if (typeof value !== "object" || value === null || isIterableOrDate(value)) misfit();
    const { values } = this;
    // Counted first, and not listed: a list would be an allocation for every map of every message.
    let count = 0;
    for (const _ in value) count++;
    if (count > 0) {
      tap.writeLong(count);
      for (const key in value) {
        tap.writeString(key);
        values._write(tap, (value as Record<string, unknown>)[key]);
        count--;
      }
      // A getter that adds to the map it is in.
      if (count !== 0) misfit();
    }
    tap.writeInt(0);
  }

  _skip(tap: ReadTap): void {
    skipBlocks(tap, this.entrySize, this.values, true);
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    if (typeof value !== "object" || value === null || isIterableOrDate(value)) {
      issues.add(path, this.expects, value);
      return;
    }
    for (const key in value) {
      this.values.findIssues((value as Record<string, unknown>)[key], memberPath(path, key), issues);
    }
  }

  override fromDefault(json: unknown): object {
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      throw new BadDefault(`map cannot be ${JSON.stringify(json)}`);
    }
    const object = {};
    for (const [key, value] of Object.entries(json)) defineMember(object, key, this.values.fromDefault(value));
    return object;
  }
}

/** Skips item by item even where a block says how many bytes it has: what it says may be wrong. */
function skipBlocks(tap: ReadTap, minSize: number, items: Node, keyed: boolean): void {
  for (let count = tap.readBlockCount(minSize); count !== 0; count = tap.readBlockCount(minSize)) {
    while (count-- > 0) {
      if (keyed) tap.skipString();
      items._skip(tap);
    }
  }
}
