import type { Bucket } from "../logical/mapping.js";
import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { type Issues, memberPath } from "./issues.js";
import { BadDefault, misfit, Node } from "./node.js";

/** A branch of a union, with what tells its values from those of the others. */
export type Branch = {
  readonly name: string;
  readonly buckets: readonly Bucket[];
  readonly node: Node;
  /** What is written in front of its values; undefined: nothing, because they are written as no union. */
  readonly wireIndex: number | undefined;
};

abstract class UnionNode extends Node {
  readonly expects: string;
  override readonly immutable = false;
  protected readonly branches: readonly Branch[];
  protected readonly nodes: readonly Node[];
  /** By position; -1: none is written. */
  protected readonly wireIndexes: readonly number[];

  constructor(branches: readonly Branch[], expects: string) {
    super();
    this.branches = branches;
    this.nodes = branches.map(({ node }) => node);
    this.wireIndexes = branches.map(({ wireIndex }) => wireIndex ?? -1);
    this.expects = expects;
  }

  _skip(tap: ReadTap): void {
    this.branchAt(tap)._skip(tap);
  }

  /** Writes what stands in front of the values of a branch. */
  protected writeIndex(tap: WriteTap, index: number): void {
    const wireIndex = this.wireIndexes[index] as number;
    if (wireIndex >= 0) tap.writeInt(wireIndex);
  }

  protected branchAt(tap: ReadTap): Node {
    return this.nodes[tap.readIndex(this.nodes.length)] as Node;
  }

  /** The first branch that takes a default; older versions of Avro allow the first branch only. */
  protected branchOfDefault(json: unknown): number {
    const index = this.nodes.findIndex((node) => {
      try {
        node.fromDefault(json);
        return true;
      } catch (error) {
        if (error instanceof BadDefault) return false;
        throw error;
      }
    });
    if (index === -1) throw new BadDefault(`${this.expects} cannot be ${JSON.stringify(json)}`);
    return index;
  }
}

/** `["null", T]`: what nearly every union is. */
export class NullableNode extends UnionNode {
  private readonly nullIndex: number;
  private readonly nullNode: Node;
  private readonly other: Node;

  constructor(branches: readonly [Branch, Branch]) {
    const nullIndex = branches[0].name === "null" ? 0 : 1;
    const { node } = branches[1 - nullIndex] as Branch;
    super(branches, `null or ${node.expects}`);
    this.nullIndex = nullIndex;
    this.nullNode = (branches[nullIndex] as Branch).node;
    this.other = node;
  }

  _read(tap: ReadTap): unknown {
    return tap.readIndex(2) === this.nullIndex ? null : this.other._read(tap);
  }

  _write(tap: WriteTap, value: unknown): void {
    if (value === null) {
      this.writeIndex(tap, this.nullIndex);
      this.nullNode._write(tap, value);
    } else {
      this.writeIndex(tap, 1 - this.nullIndex);
      this.other._write(tap, value);
    }
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    if (value === null) this.nullNode.findIssues(value, path, issues);
    else if (value === undefined) issues.add(path, this.expects, value);
    else {
      const add: Issues["add"] = (at, expected, wrong) =>
        issues.add(at, at === path ? `null or ${expected}` : expected, wrong);
      this.other.findIssues(value, path, { ...issues, add });
    }
  }

  override fromDefault(json: unknown): unknown {
    return (this.nodes[this.branchOfDefault(json)] as Node).fromDefault(json);
  }
}

/** A union whose values say by themselves which branch they are of. */
export class PlainUnionNode extends UnionNode {
  private readonly indexes: ReadonlyMap<Bucket | undefined, number>;

  constructor(branches: readonly Branch[]) {
    super(branches, branches.map(({ node }) => node.expects).join(" or "));
    this.indexes = new Map(branches.flatMap(({ buckets }, index) => buckets.map((bucket) => [bucket, index])));
  }

  _read(tap: ReadTap): unknown {
    return this.branchAt(tap)._read(tap);
  }

  _write(tap: WriteTap, value: unknown): void {
    const index = this.indexOf(value);
    this.writeIndex(tap, index);
    (this.nodes[index] as Node)._write(tap, value);
  }

  private indexOf(value: unknown): number {
    // With one branch besides null its values need not be known: they may be of a user's own making.
    return (
      this.indexes.get(bucketOf(value)) ?? (value === undefined ? undefined : this.indexes.get("custom")) ?? misfit()
    );
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    const index = this.indexes.get(bucketOf(value)) ?? (value === undefined ? undefined : this.indexes.get("custom"));
    if (index === undefined) issues.add(path, this.expects, value);
    else (this.nodes[index] as Node).findIssues(value, path, issues);
  }

  override fromDefault(json: unknown): unknown {
    return (this.nodes[this.branchOfDefault(json)] as Node).fromDefault(json);
  }
}

/** A union whose values say which branch they are of: `{ [branch]: value }`, and null as it is. */
export class TaggedUnionNode extends UnionNode {
  private readonly indexes: ReadonlyMap<string | undefined, number>;
  private readonly nullIndex: number | undefined;

  constructor(branches: readonly Branch[]) {
    const names = branches.map(({ name }) => (name === "null" ? name : `{ ${JSON.stringify(name)}: ... }`));
    super(branches, names.join(" or "));
    this.indexes = new Map(branches.map(({ name }, index) => [name, index]));
    this.nullIndex = this.indexes.get("null");
  }

  _read(tap: ReadTap): unknown {
    return this.tag(tap.readIndex(this.branches.length), tap);
  }

  private tag(index: number, tap: ReadTap): unknown {
    const { name, node } = this.branches[index] as Branch;
    const value = node._read(tap);
    return index === this.nullIndex ? null : { [name]: value };
  }

  _write(tap: WriteTap, value: unknown): void {
    const index = this.indexOf(value) ?? misfit();
    this.writeIndex(tap, index);
    const { name, node } = this.branches[index] as Branch;
    node._write(tap, index === this.nullIndex ? null : (value as Record<string, unknown>)[name]);
  }

  private indexOf(value: unknown): number | undefined {
    if (value === null) return this.nullIndex;
    if (typeof value !== "object") return undefined;
    const keys = Object.keys(value);
    const index = keys.length === 1 ? this.indexes.get(keys[0]) : undefined;
    return index === this.nullIndex ? undefined : index;
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    const index = this.indexOf(value);
    if (index === undefined) {
      issues.add(path, this.expects, value);
    } else if (index === this.nullIndex) {
      this.nodes[index]?.findIssues(value, path, issues);
    } else {
      const { name, node } = this.branches[index] as Branch;
      node.findIssues((value as Record<string, unknown>)[name], memberPath(path, name), issues);
    }
  }

  override fromDefault(json: unknown): unknown {
    const index = this.branchOfDefault(json);
    const { name, node } = this.branches[index] as Branch;
    return index === this.nullIndex ? null : { [name]: node.fromDefault(json) };
  }
}

/** What JavaScript can tell about a value. */
function bucketOf(value: unknown): Bucket | undefined {
  switch (typeof value) {
    case "boolean":
    case "number":
    case "bigint":
    case "string":
      return typeof value as Bucket;
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return "array";
      if (value instanceof Uint8Array) return "bytes";
      return value instanceof Date ? "date" : "object";
    default:
      return undefined;
  }
}
