import type { ProtoOption } from "./option.js";
import type { Position } from "./position.js";

/** A `.proto` file: what stands in it, in the order in which it stands there. Comments are not kept. */
export type ProtoFile = {
  /** `syntax = "..."`; undefined where the file has none, which means proto2. */
  readonly syntax: "proto2" | "proto3" | undefined;
  readonly package: string | undefined;
  /** Where `package` stands. */
  readonly packagePosition: Position | undefined;
  readonly imports: readonly ProtoImport[];
  readonly options: readonly ProtoOption[];
  /** Top-level messages and enums. */
  readonly types: readonly ProtoType[];
  readonly extends: readonly ProtoExtend[];
  readonly services: readonly ProtoService[];
};

/** `import "path";`, or the public or weak kind of it. */
export type ProtoImport = {
  readonly path: string;
  readonly kind: "plain" | "public" | "weak";
  readonly position: Position;
};

/** What a name in a file can stand for as the type of a field. */
export type ProtoType = ProtoMessage | ProtoEnum;

/** `message Name { ... }`. */
export type ProtoMessage = {
  readonly kind: "message";
  readonly name: string;
  readonly position: Position;
  readonly options: readonly ProtoOption[];
  readonly reserved: readonly ProtoReserved[];
  /** Fields outside any oneof. */
  readonly fields: readonly ProtoField[];
  readonly oneofs: readonly ProtoOneof[];
  readonly groups: readonly ProtoGroup[];
  readonly extensions: readonly ProtoExtensions[];
  readonly extends: readonly ProtoExtend[];
  /** Nested messages and enums. */
  readonly types: readonly ProtoType[];
};

/** `required`, `optional` or `repeated`. */
export type ProtoLabel = "required" | "optional" | "repeated";

/** `label type name = tag [options];`. */
export type ProtoField = {
  /** As written; undefined where none is, as in proto3, in a oneof, or for a map. */
  readonly label: ProtoLabel | undefined;
  /** As written: `int32`, `map<string, Foo>`, `Foo`, `.pkg.Foo`. */
  readonly type: string;
  readonly name: string;
  readonly tag: number;
  /** The text of `[default = ...]`, with the quotes taken off. */
  readonly defaultValue: string | undefined;
  readonly jsonName: string | undefined;
  /** The options without `default` and `json_name`. */
  readonly options: readonly ProtoOption[];
  readonly position: Position;
};

/** `oneof name { ... }`. */
export type ProtoOneof = {
  readonly name: string;
  readonly position: Position;
  readonly options: readonly ProtoOption[];
  readonly fields: readonly ProtoField[];
  readonly groups: readonly ProtoGroup[];
  /** Not printed, though the blank line before it is: what the registry leaves of it when it normalises. */
  readonly omitted?: true;
};

/** `label group Name = tag { ... }`. */
export type ProtoGroup = {
  readonly label: ProtoLabel | undefined;
  readonly name: string;
  readonly tag: number;
  readonly position: Position;
  readonly fields: readonly ProtoField[];
};

/** Both ends included. An upper end of {@link maxTag} or more is written `max`. */
export type ProtoRange = { readonly start: number; readonly end: number };

/** The greatest field number there is. */
export const maxTag = 536_870_911;

/** `reserved 1, 3 to 5, "name";`. */
export type ProtoReserved = {
  readonly values: readonly (string | number | ProtoRange)[];
  readonly position: Position;
};

/** `extensions 100 to max;`. */
export type ProtoExtensions = {
  readonly values: readonly (number | ProtoRange)[];
  readonly options: readonly ProtoOption[];
  readonly position: Position;
};

/** `extend Name { ... }`. */
export type ProtoExtend = {
  /** The extended message, as written. */
  readonly name: string;
  readonly fields: readonly ProtoField[];
  readonly position: Position;
  /** Not printed, though the blank line before it is: what the registry leaves of it when it normalises. */
  readonly omitted?: true;
};

/** `enum Name { ... }`. */
export type ProtoEnum = {
  readonly kind: "enum";
  readonly name: string;
  readonly position: Position;
  readonly options: readonly ProtoOption[];
  readonly reserved: readonly ProtoReserved[];
  readonly constants: readonly ProtoEnumConstant[];
};

/** `NAME = 1 [options];`. */
export type ProtoEnumConstant = {
  readonly name: string;
  readonly tag: number;
  readonly options: readonly ProtoOption[];
  readonly position: Position;
};

/** `service Name { ... }`. */
export type ProtoService = {
  readonly name: string;
  readonly position: Position;
  readonly options: readonly ProtoOption[];
  readonly rpcs: readonly ProtoRpc[];
};

/** `rpc Name (Request) returns (stream Response);`. */
export type ProtoRpc = {
  readonly name: string;
  readonly requestType: string;
  readonly requestStreaming: boolean;
  readonly responseType: string;
  readonly responseStreaming: boolean;
  readonly options: readonly ProtoOption[];
  readonly position: Position;
};
