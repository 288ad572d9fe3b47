import { branchName } from "../schema/branches.js";
import { describeModel } from "../schema/describe.js";
import { matchesExactly, matchFields, namesMatch, promotes, unitConflict } from "../schema/matching.js";
import type { EnumModel, Model, PrimitiveModel, RecordModel, UnionModel } from "../schema/model.js";
import type { ReadTap } from "../tap/read-tap.js";
import { RawBytesNode, RawStringNode } from "./bytes-nodes.js";
import { ArrayNode, MapNode } from "./collection-nodes.js";
import { type Compiler, mapped, primitiveNode } from "./compile.js";
import { memberPath } from "./issues.js";
import type { Node } from "./node.js";
import { resolveRecords } from "./resolve-records.js";
import { LateNode, ReadingNode } from "./special-nodes.js";

/** What reads a writer's bytes as a reader's values, or why nothing does. */
export type Resolution = { readonly node: Node; readonly problems: readonly string[] };

/**
 * Avro's schema resolution.
 *
 * @param readers compiles the reader's models
 * @param writers compiles the writer's, to skip what the reader does not want
 */
export function resolveModels(reader: Model, writer: Model, readers: Compiler, writers: Compiler): Resolution {
  const problems: string[] = [];
  const known = new Map<Model, Map<Model, Node>>();
  if (writer.kind === "bytes" && (reader.kind === "bytes" || reader.kind === "string")) {
    const conflict = unitConflict(reader, writer);
    if (conflict !== undefined) problems.push(conflict);
    const base = reader.kind === "bytes" ? new RawBytesNode() : new RawStringNode();
    return { node: mapped(base, reader), problems };
  }
  return { node: resolve(reader, writer, ""), problems };

  function resolve(ours: Model, theirs: Model, path: string): Node {
    const found = known.get(ours)?.get(theirs);
    if (found !== undefined) return found;
    const before = problems.length;
    const late = new LateNode("a value");
    remember(ours, theirs, late);
    const made = make(ours, theirs, path);
    late.settle(made);
    // Where they do not go together it is said at every place.
    if (problems.length > before) known.get(ours)?.delete(theirs);
    else remember(ours, theirs, made);
    return made;
  }

  function remember(ours: Model, theirs: Model, node: Node): void {
    const byWriter = known.get(ours) ?? new Map<Model, Node>();
    known.set(ours, byWriter.set(theirs, node));
  }

  function problem(path: string, words: string): Node {
    problems.push(path === "" ? words : `${path}: ${words}`);
    return new ReadingNode((tap) => tap.fail(words));
  }

  function mismatch(ours: Model, theirs: Model, path: string): Node {
    return problem(path, `the writer's schema has ${describeModel(theirs)}, the reader's ${describeModel(ours)}`);
  }

  function make(ours: Model, theirs: Model, path: string): Node {
    if (theirs.kind === "union") return fromUnion(ours, theirs, path);
    if (ours.kind === "union") return intoUnion(ours, theirs, path);
    const conflict = unitConflict(ours, theirs);
    if (conflict !== undefined) return problem(path, conflict);
    switch (ours.kind) {
      case "array":
        if (theirs.kind !== "array") break;
        return new ArrayNode(resolve(ours.items, theirs.items, `${path}[]`), writers.minSize(theirs.items));
      case "map":
        if (theirs.kind !== "map") break;
        return new MapNode(resolve(ours.values, theirs.values, memberPath(path, "*")), writers.minSize(theirs.values));
      case "enum":
        if (theirs.kind !== "enum" || !namesMatch(ours, theirs)) break;
        return symbols(ours, theirs);
      case "fixed":
        if (theirs.kind !== "fixed" || !namesMatch(ours, theirs) || ours.size !== theirs.size) break;
        return readers.node(ours);
      case "record":
        if (theirs.kind !== "record" || !namesMatch(ours, theirs)) break;
        return records(ours, theirs, path);
      default:
        if (ours.kind === theirs.kind) return readers.node(ours);
        if (promotes(theirs.kind, ours.kind)) return mapped(promoted(ours, theirs.kind), ours);
    }
    return mismatch(ours, theirs, path);
  }

  function records(ours: RecordModel, theirs: RecordModel, path: string): Node {
    const matches = matchFields(ours, theirs);
    for (const field of ours.fields) {
      if (matches.has(field) || field.default !== undefined) continue;
      problem(
        memberPath(path, field.name),
        `the writer's schema has no such field in ${theirs.name}, and the reader's no default for it`,
      );
    }
    return resolveRecords({
      reader: readers.record(ours),
      readerFields: ours.fields,
      writerFields: theirs.fields.map((field) => {
        const match = [...matches].find(([, other]) => other === field)?.[0];
        return match === undefined
          ? { name: undefined, node: writers.node(field.type) }
          : { name: match.name, node: resolve(match.type, field.type, memberPath(path, match.name)) };
      }),
    });
  }

  /** What does not go together is an error for the messages that have it: the others are read. */
  function fromUnion(ours: Model, theirs: UnionModel, path: string): Node {
    const before = problems.length;
    let failed = 0;
    const nodes = theirs.branches.map((branch) => {
      const count = problems.length;
      const node = resolve(ours, branch, path);
      if (problems.length > count) failed++;
      return node;
    });
    if (failed < nodes.length) problems.length = before;
    return new ReadingNode((tap) => (nodes[tap.readIndex(nodes.length)] as Node)._read(tap));
  }

  /** The reader's branch for a type: the same type, or one of the same name, before one that it is promoted to. */
  function intoUnion(ours: UnionModel, theirs: Model, path: string): Node {
    const before = problems.length;
    const candidates = [
      ...ours.branches.filter((branch) => matchesExactly(branch, theirs)),
      ...ours.branches.filter((branch) => !matchesExactly(branch, theirs)),
    ];
    for (const branch of candidates) {
      const node = resolve(branch, theirs, path);
      if (problems.length > before) {
        problems.length = before;
        continue;
      }
      if (!ours.tagged || branch.kind === "null") return node;
      const name = branchName(branch);
      return new ReadingNode((tap) => ({ [name]: node._read(tap) }));
    }
    return mismatch(ours, theirs, path);
  }
}

/** The writer's symbols as the reader's; one that the reader does not know is its default, or an error when met. */
function symbols(ours: EnumModel, theirs: EnumModel): Node {
  const symbolAt = theirs.symbols.map((symbol) => (ours.symbols.includes(symbol) ? symbol : ours.default));
  return new ReadingNode((tap) => {
    const start = tap.pos;
    const index = tap.readIndex(symbolAt.length);
    const symbol = symbolAt[index];
    if (symbol === undefined) {
      tap.fail(`the reader's ${ours.name} has no symbol "${theirs.symbols[index]}", and no default`, start);
    }
    return symbol;
  });
}

/** Reads a value of another type as if it were of the reader's. */
function promoted(ours: PrimitiveModel, from: string): Node {
  switch (`${from} ${ours.kind}`) {
    case "int long":
      return ours.long === "bigint" ? new ReadingNode((tap) => BigInt(tap.readInt())) : int();
    case "int float":
      return new ReadingNode((tap) => Math.fround(tap.readInt()));
    case "int double":
      return int();
    case "long float":
      return new ReadingNode((tap) => Math.fround(tap.readLongRounded()));
    case "long double":
      return new ReadingNode((tap) => tap.readLongRounded());
    case "float double":
      return new ReadingNode((tap) => tap.readFloat());
    default:
      // Strings and bytes look the same.
      return primitiveNode(ours);
  }
}

function int(): Node {
  return new ReadingNode((tap: ReadTap) => tap.readInt());
}
