import { BUILT_IN_NAMES, builtInMapping } from "../logical/built-in.js";
import { customMapping } from "../logical/logical-type.js";
import type { LongMode, Mapping } from "../logical/mapping.js";
import { branchName, isAmbiguous } from "./branches.js";
import type { FieldModel, Model, NamedModel, PrimitiveKind, RecordModel } from "./model.js";
import { nameOfDefinition, qualify } from "./names.js";
import type { ParseSettings } from "./parse-settings.js";
import { sameModel } from "./same-model.js";
import { SchemaProblem } from "./schema-problem.js";

/** The name space of one schema. */
export type Names = Map<string, NamedModel>;

const PRIMITIVES: ReadonlySet<string> = new Set<PrimitiveKind>([
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "string",
  "bytes",
]);

type Json = { readonly [member: string]: unknown };

/**
 * Parses a schema. Reads whatever Apache Avro reads, old versions with their defaults, names and logical types that
 * nobody validated included: what a writer's schema says besides its wire form is not looked at before it is needed.
 *
 * @param names what the schema may refer to; its own definitions are added
 * @throws SchemaProblem
 */
export function parseSchema(json: unknown, names: Names, settings: ParseSettings): Model {
  const paths = new Set<string>();
  const model = parse(json, "", "");
  checkLongPaths();
  return model;

  function parse(node: unknown, namespace: string, path: string): Model {
    if (typeof node === "string") return byName(node, namespace, {}, path);
    if (Array.isArray(node)) return union(node, namespace, path);
    if (!isObject(node)) {
      throw new SchemaProblem(`${at(path)}a schema is a name, an object or an array, and here is ${typeName(node)}`);
    }
    const { type } = node;
    if (typeof type !== "string") return parse(type, namespace, path);
    switch (type) {
      case "record":
      case "error":
        return record(node, namespace, path);
      case "enum":
        return enumeration(node, namespace, path);
      case "fixed":
        return fixed(node, namespace, path);
      case "array":
        return { kind: "array", items: parse(node["items"], namespace, path) };
      case "map":
        return { kind: "map", values: parse(node["values"], namespace, path) };
      default:
        return byName(type, namespace, node, path);
    }
  }

  function byName(name: string, namespace: string, attributes: Json, path: string): Model {
    if (PRIMITIVES.has(name)) return primitive(name as PrimitiveKind, attributes, path);
    // Java looks into the enclosing namespace first, then into none.
    const found = names.get(qualify(name, namespace)) ?? names.get(name);
    if (found === undefined) {
      throw new SchemaProblem(`${at(path)}"${name}" is neither a type of Avro nor a name that is defined here`);
    }
    return found;
  }

  function primitive(kind: PrimitiveKind, attributes: Json, path: string): Model {
    const mapping = mappingOf(kind, attributes, undefined, path);
    const long = kind === "long" ? (mapping?.long ?? longMode(path)) : "number";
    return { kind, long, mapping };
  }

  function longMode(path: string): LongMode {
    paths.add(path);
    if (typeof settings.long === "string") return settings.long;
    return Object.hasOwn(settings.long, path) ? (settings.long[path] as LongMode) : "number";
  }

  function mappingOf(kind: string, attributes: Json, size: number | undefined, path: string): Mapping | undefined {
    const { logicalType } = attributes;
    if (typeof logicalType !== "string") return undefined;
    const builtIn = builtInMapping(kind, logicalType);
    if (builtIn === undefined && BUILT_IN_NAMES.has(logicalType)) return undefined;
    const chosen = Object.hasOwn(settings.logicalTypes, logicalType) ? settings.logicalTypes[logicalType] : undefined;
    if (chosen === false) return undefined;
    if (chosen !== undefined) return customMapping(logicalType, chosen);
    const made = builtIn?.({ precision: attributes["precision"], scale: attributes["scale"], size });
    if (typeof made !== "string") return made;
    if (!settings.strict) return undefined;
    throw new SchemaProblem(
      `${at(path)}${made}; to read and write what is underneath: logicalTypes: { ${JSON.stringify(logicalType)}: false }`,
    );
  }

  function union(nodes: readonly unknown[], namespace: string, path: string): Model {
    const branches = nodes.map((node) => parse(node, namespace, path));
    if (branches.length === 0) throw new SchemaProblem(`${at(path)}a union needs a branch`);
    if (branches.some(({ kind }) => kind === "union")) throw new SchemaProblem(`${at(path)}a union in a union`);
    const taken = new Set<string>();
    for (const name of branches.map(branchName)) {
      if (taken.has(name)) throw new SchemaProblem(`${at(path)}a union has the branch "${name}" twice`);
      taken.add(name);
    }
    return { kind: "union", branches, tagged: isAmbiguous(branches) };
  }

  function record(node: Json, namespace: string, path: string): Model {
    const name = nameOfDefinition(node["name"], node["namespace"], namespace);
    const model: RecordModel = { kind: "record", ...named(node, name), fields: [] };
    const earlier = names.get(name.full);
    names.set(name.full, model);
    const { fields } = node;
    if (!Array.isArray(fields)) throw new SchemaProblem(`${at(path)}the record ${name.full} has no array of fields`);
    for (const json of fields) {
      const field = fieldOf(json, name.namespace, path);
      if (model.fields.some((other) => other.name === field.name)) {
        throw new SchemaProblem(`${at(path)}the record ${name.full} has the field "${field.name}" twice`);
      }
      model.fields.push(field);
    }
    return settleDefinition(model, earlier, path);
  }

  function fieldOf(json: unknown, namespace: string, path: string): FieldModel {
    if (!isObject(json) || typeof json["name"] !== "string" || json["name"] === "") {
      throw new SchemaProblem(`${at(path)}a field needs a name`);
    }
    const { name } = json;
    return {
      name,
      aliases: texts(json["aliases"]),
      type: parse(json["type"], namespace, path === "" ? name : `${path}.${name}`),
      default: json["default"],
    };
  }

  function enumeration(node: Json, namespace: string, path: string): Model {
    const name = nameOfDefinition(node["name"], node["namespace"], namespace);
    const { symbols, default: fallback } = node;
    if (!Array.isArray(symbols) || symbols.length === 0 || symbols.some((symbol) => typeof symbol !== "string")) {
      throw new SchemaProblem(`${at(path)}the enum ${name.full} has no array of symbols`);
    }
    if (new Set(symbols).size < symbols.length) {
      throw new SchemaProblem(`${at(path)}the enum ${name.full} has a symbol twice`);
    }
    if (fallback !== undefined && settings.strict && !symbols.includes(fallback)) {
      throw new SchemaProblem(`${at(path)}the default of the enum ${name.full} is none of its symbols`);
    }
    return define(
      {
        kind: "enum",
        ...named(node, name),
        symbols: symbols as string[],
        default: symbols.includes(fallback) ? (fallback as string) : undefined,
      },
      path,
    );
  }

  function fixed(node: Json, namespace: string, path: string): Model {
    const name = nameOfDefinition(node["name"], node["namespace"], namespace);
    const { size } = node;
    if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > 2 ** 31) {
      throw new SchemaProblem(`${at(path)}the size of the fixed ${name.full} must be a number of bytes`);
    }
    const mapping = mappingOf("fixed", node, size, path);
    return define({ kind: "fixed", ...named(node, name), size, mapping }, path);
  }

  function define(model: NamedModel, path: string): NamedModel {
    const earlier = names.get(model.name);
    names.set(model.name, model);
    return settleDefinition(model, earlier, path);
  }

  /** Java lets a name be defined again by the same definition, which generated schemas do. */
  function settleDefinition(model: NamedModel, earlier: NamedModel | undefined, path: string): NamedModel {
    if (earlier === undefined) return model;
    if (!sameModel(earlier, model)) {
      throw new SchemaProblem(
        `${at(path)}${model.name} is defined in two different ways: let the schema and what it references agree on one`,
      );
    }
    names.set(model.name, earlier);
    return earlier;
  }

  /** A path that leads to no long is a misspelling. */
  function checkLongPaths(): void {
    if (typeof settings.long === "string") return;
    const wrong = Object.keys(settings.long).filter((path) => !paths.has(path));
    if (wrong.length === 0) return;
    const known = [...paths].map((path) => `"${path}"`).join(", ");
    throw new SchemaProblem(
      `the option \`long\` names ${wrong.join(", ")}, and there are longs at ${known || "no path"}`,
    );
  }
}

function named(node: Json, { full, namespace }: { readonly full: string; readonly namespace: string }) {
  return { name: full, aliases: texts(node["aliases"]).map((alias) => qualify(alias, namespace)) };
}

function texts(json: unknown): string[] {
  return Array.isArray(json) ? json.filter((text) => typeof text === "string") : [];
}

function isObject(json: unknown): json is Json {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function typeName(value: unknown): string {
  return value === null ? 'null (the type is "null", in quotes)' : value === undefined ? "nothing" : typeof value;
}

function at(path: string): string {
  return path === "" ? "" : `${path}: `;
}
