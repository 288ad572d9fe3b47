import type { ProtoExtend, ProtoField, ProtoLabel } from "../model.js";
import { fromOptions } from "./from-options.js";
import { nowhere } from "./nowhere.js";
import { fieldOptions, scalarTypeNames } from "./option-tables.js";
import type { WireMessage } from "./wire-message.js";

/** A FieldDescriptorProto. A group is a field of its message's type, as the registry has it. */
export function fromField(field: WireMessage, syntax: string, inOneof: boolean): ProtoField {
  return {
    label: inOneof ? undefined : labelOf(field, syntax),
    type: field.has(6) ? field.text(6) : (scalarTypeNames[field.int(5)] ?? ""),
    name: field.text(1),
    tag: field.int(3),
    defaultValue: syntax !== "proto3" && field.has(7) ? field.text(7) : undefined,
    jsonName: field.has(10) ? field.text(10) : undefined,
    options: fromOptions(field.messages(8).at(-1), fieldOptions, "confluent.field_meta"),
    position: nowhere,
  };
}

function labelOf(field: WireMessage, syntax: string): ProtoLabel | undefined {
  if (field.int(17) !== 0) return "optional";
  if (field.int(4) === 3) return "repeated";
  if (syntax === "proto3") return undefined;
  return field.int(4) === 2 ? "required" : "optional";
}

/** Extensions, those of one message together. */
export function fromExtensions(fields: readonly WireMessage[], syntax: string): ProtoExtend[] {
  const byExtendee = new Map<string, ProtoField[]>();
  for (const field of fields) {
    const name = field.text(2);
    const same = byExtendee.get(name);
    if (same === undefined) byExtendee.set(name, [fromField(field, syntax, false)]);
    else same.push(fromField(field, syntax, false));
  }
  return [...byExtendee].map(([name, extending]) => ({ name, fields: extending, position: nowhere }));
}
