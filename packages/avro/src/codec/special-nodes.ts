import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import type { Issues } from "./issues.js";
import { BadDefault, misfit, Node } from "./node.js";

/** Stands for a node that is still compiled: a schema that contains itself. */
export class LateNode extends Node {
  readonly expects: string;
  override readonly immutable = false;
  private target: Node | undefined;

  constructor(expects: string) {
    super();
    this.expects = expects;
  }

  settle(target: Node): void {
    this.target = target;
  }

  private get settled(): Node {
    if (this.target === undefined) throw new BadDefault(`${this.expects} cannot have itself as a default`);
    return this.target;
  }

  _read(tap: ReadTap): unknown {
    return this.settled._read(tap);
  }

  _write(tap: WriteTap, value: unknown): void {
    this.settled._write(tap, value);
  }

  _skip(tap: ReadTap): void {
    this.settled._skip(tap);
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    this.settled.findIssues(value, path, issues);
  }

  override fromDefault(json: unknown): unknown {
    return this.settled.fromDefault(json);
  }
}

/** Only reads: what a writer's schema and a reader's come to. */
export class ReadingNode extends Node {
  readonly expects = "nothing to write";

  constructor(read: (tap: ReadTap) => unknown) {
    super();
    this._read = read;
  }

  _read(_tap: ReadTap): unknown {
    return undefined;
  }

  _write(): void {
    misfit();
  }

  _skip(tap: ReadTap): void {
    this._read(tap);
  }
}

/** Only writes: values of one schema as another one has them. */
export class WritingNode extends Node {
  readonly expects: string;

  constructor(expects: string, write: (tap: WriteTap, value: unknown) => void) {
    super();
    this.expects = expects;
    this._write = write;
  }

  _read(tap: ReadTap): unknown {
    return tap.fail("nothing to read");
  }

  _write(_tap: WriteTap, _value: unknown): void {
    misfit();
  }

  _skip(): void {}
}

/** Writes the same bytes whatever the value is: the default of a field that values do not have. */
export class ConstantNode extends WritingNode {
  override readonly takesUndefined = true;

  constructor(bytes: Uint8Array) {
    super("anything", (tap) => tap.writeFixed(bytes));
  }
}

/** Writes the index of a union's branch in front of another node's values. */
export class IndexedNode extends WritingNode {
  private readonly node: Node;

  constructor(index: number, node: Node) {
    super(node.expects, (tap, value) => {
      tap.writeInt(index);
      node._write(tap, value);
    });
    this.node = node;
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    this.node.findIssues(value, path, issues);
  }

  override fromDefault(json: unknown): unknown {
    return this.node.fromDefault(json);
  }
}
