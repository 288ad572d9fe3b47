import { branchName } from "../schema/branches.js";
import { describeModel } from "../schema/describe.js";
import { matchesExactly, matchFields, namesMatch, promotes, unitConflict } from "../schema/matching.js";
import type { FieldModel, Model, PrimitiveModel, RecordModel, UnionModel } from "../schema/model.js";
import { BytesNode, RawBytesNode, RawStringNode, StringNode } from "./bytes-nodes.js";
import { ArrayNode, MapNode } from "./collection-nodes.js";
import { type Compiler, checkedDefault, mapped, primitiveNode, unionNode } from "./compile.js";
import { EnumNode } from "./enum-node.js";
import { memberPath } from "./issues.js";
import { encodeAlone, misfit, type Node } from "./node.js";
import { RecordNode } from "./record-node.js";
import type { Resolution } from "./resolve.js";
import { ConstantNode, IndexedNode, LateNode, WritingNode } from "./special-nodes.js";

/**
 * What writes values of our schema as another schema has them, so that whoever reads them with that one finds what it
 * wants: Avro's schema resolution, from the writing side. Fields of ours that it does not have are left out, and those
 * that it has and we do not are its defaults.
 *
 * @param own compiles our models
 * @param others compiles the other schema's, for the bytes of its defaults
 */
export function projectModels(
  ours: Model,
  theirs: Model,
  own: Compiler,
  others: Compiler,
  knownOnly: boolean,
): Resolution {
  const problems: string[] = [];
  const known = new Map<Model, Map<Model, Node>>();
  return { node: root(), problems };

  /** `bytes` as a whole schema has no length in front, whichever of the two is one. */
  function root(): Node {
    const raw = theirs.kind === "bytes";
    if (!raw && ours.kind !== "bytes") return project(ours, theirs, "");
    if (ours.kind !== "bytes" && ours.kind !== "string") return project(ours, theirs, "");
    if (theirs.kind !== "bytes" && theirs.kind !== "string") return project(ours, theirs, "");
    const conflict = unitConflict(theirs, ours);
    if (conflict !== undefined) return problem("", conflict);
    const bytes = raw ? new RawBytesNode() : new BytesNode();
    const string = raw ? new RawStringNode() : new StringNode();
    return mapped(ours.kind === "bytes" ? bytes : string, ours);
  }

  function project(from: Model, to: Model, path: string): Node {
    const found = known.get(from)?.get(to);
    if (found !== undefined) return found;
    const before = problems.length;
    const late = new LateNode(describeModel(to));
    remember(from, to, late);
    const made = make(from, to, path);
    late.settle(made);
    if (problems.length > before) known.get(from)?.delete(to);
    else remember(from, to, made);
    return made;
  }

  function remember(from: Model, to: Model, node: Node): void {
    const byTarget = known.get(from) ?? new Map<Model, Node>();
    known.set(from, byTarget.set(to, node));
  }

  function problem(path: string, words: string): Node {
    problems.push(path === "" ? words : `${path}: ${words}`);
    return refusing(words);
  }

  function mismatch(from: Model, to: Model, path: string): Node {
    return problem(path, `this schema has ${describeModel(from)}, the one to write ${describeModel(to)}`);
  }

  function make(from: Model, to: Model, path: string): Node {
    if (from.kind === "union") return fromUnion(from, to, path);
    if (to.kind === "union") return intoUnion(from, to, path);
    const conflict = unitConflict(to, from);
    if (conflict !== undefined) return problem(path, conflict);
    switch (from.kind) {
      case "array":
        if (to.kind !== "array") break;
        return new ArrayNode(project(from.items, to.items, `${path}[]`), 0);
      case "map":
        if (to.kind !== "map") break;
        return new MapNode(project(from.values, to.values, memberPath(path, "*")), 0);
      case "enum":
        if (to.kind !== "enum" || !namesMatch(to, from)) break;
        return new EnumNode(to.name, to.symbols);
      case "fixed":
        if (to.kind !== "fixed" || !namesMatch(to, from) || from.size !== to.size) break;
        return own.node(from);
      case "record":
        if (to.kind !== "record" || !namesMatch(to, from)) break;
        return record(from, to, path);
      default:
        if (from.kind === to.kind) return own.node(from);
        if (promotes(from.kind, to.kind)) return mapped(promoted(from, to.kind), from);
    }
    return mismatch(from, to, path);
  }

  function record(from: RecordModel, to: RecordModel, path: string): Node {
    const matches = matchFields(to, from);
    let constant = "constant";
    while (from.fields.some(({ name }) => name.startsWith(constant))) constant = `_${constant}`;
    return new RecordNode({
      name: from.name,
      fields: to.fields.map((field, i) => {
        const match = matches.get(field);
        if (match === undefined) {
          return { name: constant + i, node: constantOf(field, to, path), default: undefined };
        }
        const node = project(match.type, field.type, memberPath(path, match.name));
        return { name: match.name, node, default: checkedDefault(match, own.node(match.type), from, true) };
      }),
      known: knownOnly ? new Set(from.fields.map(({ name }) => name)) : undefined,
    });
  }

  function constantOf(field: FieldModel, to: RecordModel, path: string): Node {
    const node = others.node(field.type);
    const json = checkedDefault(field, node, to, false);
    if (json !== undefined) return new ConstantNode(encodeAlone(node, node.fromDefault(json)));
    return problem(
      memberPath(path, field.name),
      `${to.name} of the schema to write has this field without a default, and this schema has no such field`,
    );
  }

  /** Branches that the other schema has no place for are errors for the values that are of them. */
  function fromUnion(from: UnionModel, to: Model, path: string): Node {
    const before = problems.length;
    let failed = 0;
    const nodes = from.branches.map((branch) => {
      const count = problems.length;
      const node = project(branch, to, path);
      if (problems.length > count) failed++;
      return { node, wireIndex: undefined };
    });
    if (failed < nodes.length) problems.length = before;
    return unionNode(from, nodes);
  }

  function intoUnion(from: Model, to: UnionModel, path: string): Node {
    const before = problems.length;
    const indexes = to.branches.map((_, index) => index);
    const isExact = (index: number) => matchesExactly(to.branches[index] as Model, from);
    for (const index of [...indexes.filter(isExact), ...indexes.filter((one) => !isExact(one))]) {
      const node = project(from, to.branches[index] as Model, path);
      if (problems.length === before) return new IndexedNode(index, node);
      problems.length = before;
    }
    return problem(
      path,
      `this schema has ${describeModel(from)}, the one to write a union of ${to.branches.map(branchName).join(", ")}`,
    );
  }
}

/** No value fits. */
function refusing(words: string): Node {
  return new WritingNode(`nothing (${words})`, misfit);
}

/** Writes a value in the representation of our type as another type. */
function promoted(from: PrimitiveModel, to: string): Node {
  if (to === "float" || to === "double") {
    const check = primitiveNode(from);
    return new WritingNode(check.expects, (tap, value) => {
      if (!check.fits(value)) misfit();
      if (to === "float") tap.writeFloat(Number(value));
      else tap.writeDouble(Number(value));
    });
  }
  // An int is written as the same long, a string as the bytes of its UTF-8.
  return primitiveNode(from);
}
