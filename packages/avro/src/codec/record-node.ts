import type { ReadTap } from "../tap/read-tap.js";
import type { WriteTap } from "../tap/write-tap.js";
import { type AvscRecord, compileWithAvsc, isPlainName } from "./avsc-records.js";
import { type Issues, memberPath } from "./issues.js";
import { BadDefault, misfit, Node } from "./node.js";
import { defineMember, isIterableOrDate, memberOf } from "./plain-object.js";

/** A field of a record, in the order of the schema. */
export type RecordField = {
  /** The member of values that it is. */
  readonly name: string;
  readonly node: Node;
  /** A default that the node takes; undefined where there is none. */
  readonly default: unknown;
};

/** What a record is made of. */
export type RecordOptions = {
  readonly name: string;
  readonly fields: readonly RecordField[];
  /** The members that values may have; undefined: any, and others than the fields' are not looked at. */
  readonly known: ReadonlySet<string> | undefined;
};

/** Names that values have which are no records: strings and arrays have a length, functions a name. */
const COMMON_NAMES: readonly object[] = [Array, String, Function, Map, Buffer, Date].map(({ prototype }) => prototype);

export class RecordNode extends Node {
  readonly expects: string;
  override readonly immutable = false;
  /** What avsc made of it, where it could. */
  readonly compiled: AvscRecord | undefined;
  private readonly fields: readonly RecordField[];
  private readonly known: ReadonlySet<string> | undefined;

  constructor({ name, fields, known }: RecordOptions) {
    super();
    this.expects = `record ${name}`;
    this.fields = fields;
    this.known = known;
    this.compiled = fields.every((field) => isPlainName(field.name))
      ? compileWithAvsc(fields.map(({ name, node, default: json }) => ({ name, type: node, default: json })))
      : undefined;
    if (this.compiled !== undefined) {
      this._read = this.compiled._read;
      this._skip = this.compiled._skip;
    }
    this._write = this.checked(this.compiled?._write ?? this._write.bind(this));
  }

  _read(tap: ReadTap): object {
    const record = {};
    for (const { name, node } of this.fields) defineMember(record, name, node._read(tap));
    return record;
  }

  _write(tap: WriteTap, value: object): void {
    for (const { name, node, default: json } of this.fields) {
      const member = memberOf(value, name);
      node._write(tap, member === undefined && json !== undefined ? node.fromDefault(json) : member);
    }
  }

  _skip(tap: ReadTap): void {
    for (const { node } of this.fields) node._skip(tap);
  }

  /** Puts in front of a writer what it does not look at itself. */
  private checked(write: AvscRecord["_write"]): (tap: WriteTap, value: unknown) => void {
    const { known } = this;
    const names = [...(known ?? [])];
    // A field without a default whose name only records have is missing in everything that is no record.
    const telling = this.fields.some(
      ({ name, node, default: json }) =>
        json === undefined && !node.takesUndefined && COMMON_NAMES.every((common) => !(name in common)),
    );
    if (telling && known === undefined) return write as (tap: WriteTap, value: unknown) => void;
    return (tap, value) => {
      if (!telling && !this.isObject(value)) misfit();
      if (known !== undefined) {
        // Members mostly come in the order of the schema: then looking one up is comparing two pointers.
        let i = 0;
        for (const name in value as object) {
          if (name !== names[i++] && !known.has(name) && (value as Record<string, unknown>)[name] !== undefined) {
            misfit();
          }
        }
      }
      write(tap, value as object);
    };
  }

  private isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null && !isIterableOrDate(value);
  }

  /** A new value of the default of a field that has one. */
  defaultOf(name: string): unknown {
    const field = this.fields.find((one) => one.name === name);
    return field?.node.fromDefault(field.default);
  }

  override findIssues(value: unknown, path: string, issues: Issues): void {
    if (!this.isObject(value)) {
      issues.add(path, this.expects, value);
      return;
    }
    for (const { name, node, default: json } of this.fields) {
      const member = memberOf(value, name);
      if (member !== undefined || json === undefined) node.findIssues(member, memberPath(path, name), issues);
    }
    if (this.known === undefined) return;
    for (const name in value) {
      const member = (value as Record<string, unknown>)[name];
      if (!this.known.has(name) && member !== undefined) {
        issues.add(
          memberPath(path, name),
          `no such field in ${this.expects} (unknownFields: "drop" leaves it out)`,
          member,
        );
      }
    }
  }

  override fromDefault(json: unknown): object {
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      throw new BadDefault(`${this.expects} cannot be ${JSON.stringify(json)}`);
    }
    const record = {};
    for (const { name, node, default: own } of this.fields) {
      const given = memberOf(json, name) ?? own;
      if (given === undefined) throw new BadDefault(`${this.expects} needs the field "${name}"`);
      defineMember(record, name, node.fromDefault(memberOf(json, name) === undefined ? own : memberOf(json, name)));
    }
    return record;
  }
}
