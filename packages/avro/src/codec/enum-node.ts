import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { misfit, Node } from "./node.js";

/** How many symbols an error lists. */
const LISTED = 10;

/** Symbols as strings. */
export class EnumNode extends Node {
  readonly expects: string;
  private readonly symbols: readonly string[];
  private readonly indexes: ReadonlyMap<unknown, number>;

  constructor(name: string, symbols: readonly string[]) {
    super();
    const more = symbols.length > LISTED ? ", ..." : "";
    this.expects = `${name} (${symbols.slice(0, LISTED).join(", ")}${more})`;
    this.symbols = symbols;
    this.indexes = new Map(symbols.map((symbol, index) => [symbol, index]));
  }

  _read(tap: ReadTap): string {
    return this.symbols[tap.readIndex(this.symbols.length)] as string;
  }

  _write(tap: WriteTap, value: unknown): void {
    const index = this.indexes.get(value);
    if (index === undefined) misfit();
    tap.writeInt(index);
  }

  _skip(tap: ReadTap): void {
    tap.readIndex(this.symbols.length);
  }
}
