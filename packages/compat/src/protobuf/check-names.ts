import type { Position, ProtoField, ProtoFile, ProtoMessage, ProtoType } from "@magicbyte/proto-text";
import { SchemaError } from "../schema-error.js";

/**
 * Checks that no message has two fields of one name or number, and no scope two types of one name.
 * @throws SchemaError at the second of the two
 */
export function checkNames(file: ProtoFile): void {
  checkTypes(file.types, file.package ?? "");
}

function checkTypes(types: readonly ProtoType[], scope: string): void {
  const names = new Map<string, Position>();
  for (const type of types) {
    const fullName = scope === "" ? type.name : `${scope}.${type.name}`;
    defineOnce(names, type.name, type.position, fullName, `the type ${type.name}`);
    if (type.kind === "message") checkMessage(type, fullName);
  }
}

function checkMessage(message: ProtoMessage, fullName: string): void {
  const fields: readonly ProtoField[] = [...message.fields, ...message.oneofs.flatMap((oneof) => oneof.fields)];
  const groups = [...message.groups, ...message.oneofs.flatMap((oneof) => oneof.groups)];
  const names = new Map<string, Position>();
  const tags = new Map<number, Position>();
  for (const { name, tag, position } of [...fields, ...groups]) {
    defineOnce(names, name, position, fullName, `the field ${name}`);
    defineOnce(tags, tag, position, fullName, `a field with the number ${tag}`);
  }
  checkTypes(message.types, fullName);
}

function defineOnce<K>(seen: Map<K, Position>, key: K, position: Position, pointer: string, what: string): void {
  const first = seen.get(key);
  if (first !== undefined) {
    const place = `line ${position.line}, column ${position.column}`;
    const problem = `${pointer} has ${what} twice: at ${place}, and at line ${first.line}, column ${first.column}`;
    throw new SchemaError(problem, { position, pointer, expected: "another name or number" });
  }
  seen.set(key, position);
}
