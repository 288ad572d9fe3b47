import { branchName, bucketsOf } from "../schema/branches.js";
import { createMinSizes } from "../schema/min-size.js";
import type { FieldModel, Model, PrimitiveModel, RecordModel, UnionModel } from "../schema/model.js";
import { SchemaProblem } from "../schema/schema-problem.js";
import { BytesNode, FixedNode, RawBytesNode, StringNode } from "./bytes-nodes.js";
import { ArrayNode, MapNode } from "./collection-nodes.js";
import { DateNode } from "./date-node.js";
import { EnumNode } from "./enum-node.js";
import { MappedNode } from "./mapped-node.js";
import { BadDefault, type Node } from "./node.js";
import { BigLongNode, BooleanNode, DoubleNode, FloatNode, IntNode, LongNode, NullNode } from "./number-nodes.js";
import { RecordNode } from "./record-node.js";
import { LateNode } from "./special-nodes.js";
import { type Branch, NullableNode, PlainUnionNode, TaggedUnionNode } from "./union-nodes.js";

/** How the nodes of a schema are made. */
export type CompileSettings = {
  /** Whether members that a record has no field for are an error. */
  readonly knownOnly: boolean;
  /** Whether a default that does not fit its field is an error; if not it counts as none. */
  readonly strictDefaults: boolean;
};

/** Makes nodes of models, each once: those of one compiler may be used in each other. */
export type Compiler = {
  node(model: Model): Node;
  /** The node of a whole schema, which differs for `bytes`. */
  root(): Node;
  record(model: RecordModel): RecordNode;
  minSize(model: Model): number;
};

/**
 * Compiles a whole schema: begun from the middle, a record could be asked for the default of a type that it is part of.
 *
 * @throws SchemaProblem where a default does not fit
 */
export function createCompiler(schema: Model, { knownOnly, strictDefaults }: CompileSettings): Compiler {
  const minSize = createMinSizes();
  const nodes = new Map<Model, Node>();
  node(schema);

  function node(model: Model): Node {
    const found = nodes.get(model);
    if (found !== undefined) return found;
    const late = new LateNode(model.kind === "record" ? `record ${model.name}` : model.kind);
    nodes.set(model, late);
    const made = make(model);
    late.settle(made);
    nodes.set(model, made);
    return made;
  }

  function make(model: Model): Node {
    switch (model.kind) {
      case "array":
        return new ArrayNode(node(model.items), minSize(model.items));
      case "map":
        return new MapNode(node(model.values), minSize(model.values));
      case "enum":
        return new EnumNode(model.name, model.symbols);
      case "fixed":
        return mapped(new FixedNode(model.name, model.size), model);
      case "union":
        return unionNode(
          model,
          model.branches.map((branch, index) => ({ node: node(branch), wireIndex: index })),
        );
      case "record":
        return makeRecord(model);
      default:
        return mapped(primitiveNode(model), model);
    }
  }

  function makeRecord(model: RecordModel): RecordNode {
    return new RecordNode({
      name: model.name,
      fields: model.fields.map((field) => {
        const fieldNode = node(field.type);
        return { name: field.name, node: fieldNode, default: checkedDefault(field, fieldNode, model, strictDefaults) };
      }),
      known: knownOnly ? new Set(model.fields.map(({ name }) => name)) : undefined,
    });
  }

  return {
    node,
    root: () => (schema.kind === "bytes" ? mapped(new RawBytesNode(), schema) : node(schema)),
    record: (model) => node(model) as RecordNode,
    minSize,
  };
}

/** The default of a field, or undefined where there is none that fits. */
export function checkedDefault(field: FieldModel, fieldNode: Node, record: RecordModel, strict: boolean): unknown {
  if (field.default === undefined) return undefined;
  try {
    fieldNode.fromDefault(field.default);
    return field.default;
  } catch (error) {
    if (!(error instanceof BadDefault)) throw error;
    if (!strict) return undefined;
    throw new SchemaProblem(`the default of ${record.name}.${field.name} does not fit: ${error.message}`);
  }
}

/** The node of a type without what its logical type makes of it. */
export function primitiveNode({ kind, long, mapping }: PrimitiveModel): Node {
  switch (kind) {
    case "null":
      return new NullNode();
    case "boolean":
      return new BooleanNode();
    case "int":
      return new IntNode();
    case "long":
      return long === "bigint" ? new BigLongNode(mapping?.expects) : new LongNode();
    case "float":
      return new FloatNode();
    case "double":
      return new DoubleNode();
    case "string":
      return new StringNode();
    case "bytes":
      return new BytesNode();
  }
}

/** Puts a model's logical type around what is underneath. */
export function mapped(base: Node, { mapping }: Pick<PrimitiveModel, "mapping">): Node {
  if (mapping?.convert === undefined) return base;
  return mapping.convert === "date"
    ? new DateNode(base, mapping.expects)
    : new MappedNode(base, mapping.convert, mapping);
}

/** The node of a union whose branches have these nodes. */
export function unionNode(
  { branches, tagged }: UnionModel,
  nodes: readonly { readonly node: Node; readonly wireIndex: number | undefined }[],
): Node {
  const parts = branches.map((model, i): Branch => {
    const { node, wireIndex } = nodes[i] as { node: Node; wireIndex: number | undefined };
    return { name: branchName(model), buckets: bucketsOf(model), node, wireIndex };
  });
  if (tagged) return new TaggedUnionNode(parts);
  const [first, second] = parts;
  const nullable = parts.length === 2 && parts.some(({ name }) => name === "null");
  return nullable ? new NullableNode([first as Branch, second as Branch]) : new PlainUnionNode(parts);
}
