import { knownProtoFiles, onFirstUse } from "./known/known-files.js";
import type { ProtoExtend, ProtoField, ProtoFile, ProtoMessage, ProtoType } from "./model.js";

/** A type, and where it is from. */
export type TypeEntry = {
  /** With its package, and without a leading dot. */
  readonly fullName: string;
  /** The package of its file; empty where it has none. */
  readonly package: string;
  /** The path of the import it is from; undefined for the file itself. */
  readonly path: string | undefined;
  readonly type: ProtoType;
  /** `map<key, value>` for the entry message of a map, as descriptors and old schemas write maps. */
  readonly mapType: string | undefined;
};

/** The types and extensions that a file can name: its own, those of its dependencies, and the well-known ones. */
export type TypeTable = {
  /** The type that has this full name. A leading dot is allowed. */
  readonly type: (fullName: string) => TypeEntry | undefined;
  /**
   * The type that `name` means inside `scope` (a package, with messages behind it): the innermost one, as protoc has
   * it. Undefined where there is none.
   */
  readonly resolveType: (name: string, scope: string) => TypeEntry | undefined;
  /** The extension that has this full name. A leading dot is allowed. */
  readonly extension: (fullName: string) => ProtoField | undefined;
  /** The full name of the extension that `name` means inside `scope`; undefined where there is none. */
  readonly resolveExtension: (name: string, scope: string) => string | undefined;
};

type Names = { readonly types: Map<string, TypeEntry>; readonly extensions: Map<string, ProtoField> };

/** The dependencies of a file, by the path by which it imports them; those of its dependencies too. */
export type ProtoDependencies = ReadonlyMap<string, ProtoFile>;

/** Collects what `file` can name. A dependency whose path is that of a well-known file stands in for it. */
export function createTypeTable(file: ProtoFile, dependencies: ProtoDependencies = new Map()): TypeTable {
  const own: Names = { types: new Map(), extensions: new Map() };
  for (const [path, dependency] of dependencies) collect(own, dependency, path);
  collect(own, file, undefined);
  const known = knownNames();
  const isStoodInFor = [...dependencies.keys()].some((path) => known.byPath.has(path));
  const others = () => [...known.byPath].filter(([path]) => !dependencies.has(path)).map(([, names]) => names);
  const layers = isStoodInFor ? [own, ...others()] : [own, known.all];

  function find<T>(pick: (names: Names) => Map<string, T>, fullName: string): T | undefined {
    const name = fullName.startsWith(".") ? fullName.slice(1) : fullName;
    for (const layer of layers) {
      const found = pick(layer).get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const type = (fullName: string) => find((names) => names.types, fullName);
  const extension = (fullName: string) => find((names) => names.extensions, fullName);
  return {
    type,
    resolveType: (name, scope) => type(resolve(name, scope, (one) => type(one) !== undefined) ?? ""),
    extension,
    resolveExtension: (name, scope) => resolve(name, scope, (one) => extension(one) !== undefined),
  };
}

/** The full name that `name` means inside `scope`. */
function resolve(name: string, scope: string, exists: (fullName: string) => boolean): string | undefined {
  if (name.startsWith(".")) return exists(name) ? name.slice(1) : undefined;
  for (let prefix = scope; prefix !== ""; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf(".")))) {
    const candidate = `${prefix}.${name}`;
    if (exists(candidate)) return candidate;
  }
  return exists(name) ? name : undefined;
}

/** `inner` inside `scope`. */
export function joinName(scope: string, inner: string): string {
  return scope === "" ? inner : `${scope}.${inner}`;
}

const knownNames = onFirstUse((): { readonly byPath: ReadonlyMap<string, Names>; readonly all: Names } => {
  const byPath = new Map<string, Names>();
  const all: Names = { types: new Map(), extensions: new Map() };
  for (const [path, file] of knownProtoFiles()) {
    const names: Names = { types: new Map(), extensions: new Map() };
    collect(names, file, path);
    collect(all, file, path);
    byPath.set(path, names);
  }
  return { byPath, all };
});

function collect(names: Names, file: ProtoFile, path: string | undefined): void {
  const packageName = file.package ?? "";
  const collectTypes = (types: readonly ProtoType[], scope: string): void => {
    for (const type of types) {
      const fullName = joinName(scope, type.name);
      const mapType = type.kind === "message" ? mapTypeOf(type) : undefined;
      names.types.set(fullName, { fullName, package: packageName, path, type, mapType });
      if (type.kind !== "message") continue;
      collectExtensions(names, type.extends, fullName);
      collectTypes(type.types, fullName);
    }
  };
  collectExtensions(names, file.extends, packageName);
  collectTypes(file.types, packageName);
}

function collectExtensions(names: Names, extend: readonly ProtoExtend[], scope: string): void {
  for (const { fields } of extend) {
    for (const field of fields) names.extensions.set(joinName(scope, field.name), field);
  }
}

function mapTypeOf(message: ProtoMessage): string | undefined {
  const isMap = message.options.some(
    ({ name, value }) => name === "map_entry" && "text" in value && value.text.toLowerCase() === "true",
  );
  if (!isMap) return undefined;
  const key = message.fields.find((field) => field.name === "key");
  const value = message.fields.find((field) => field.name === "value");
  return key === undefined || value === undefined ? undefined : `map<${key.type}, ${value.type}>`;
}
