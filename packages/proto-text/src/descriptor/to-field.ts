import { parseFieldType } from "../field-type.js";
import type { ProtoField, ProtoLabel } from "../model.js";
import { resolveName, type Scope } from "../normalize/normalize-field.js";
import { fieldOptions, scalarTypeNames } from "./option-tables.js";
import { toOptions } from "./to-options.js";
import { createWireWriter, type WireWriter } from "./wire-writer.js";

/** Where a field stands. */
export type FieldPlace = {
  readonly scope: Scope;
  /** The message that it extends, under its full name. */
  readonly extendee?: string | undefined;
  readonly oneofIndex?: number | undefined;
  /** Whether its oneof is made for a proto3 field with `optional`. */
  readonly isSynthetic?: boolean;
};

const labels: Readonly<Record<ProtoLabel, number>> = { optional: 1, required: 2, repeated: 3 };

/** Numbers of types in a descriptor. */
export const typeNumbers = { group: 10, message: 11, enum: 14 } as const;

/** A FieldDescriptorProto. A map is a repeated field of its entry message, which the caller makes. */
export function toField(field: ProtoField, place: FieldPlace): WireWriter {
  const { scope } = place;
  const writer = createWireWriter();
  const type = parseFieldType(field.type);
  writer.text(1, field.name);
  writer.text(2, place.extendee);
  writer.int(3, field.tag);
  writer.int(4, type.kind === "map" ? labels.repeated : labels[field.label ?? "optional"]);
  if (type.kind === "scalar") {
    writer.int(5, scalarTypeNames.indexOf(type.name));
  } else if (type.kind === "map") {
    writer.int(5, typeNumbers.message);
    writer.text(6, `.${scope.name}.${mapEntryName(field)}`);
  } else {
    const name = resolveName(field.type, scope, field.position);
    writer.int(5, scope.table.type(name)?.type.kind === "enum" ? typeNumbers.enum : typeNumbers.message);
    writer.text(6, name);
  }
  writer.text(7, field.defaultValue);
  writer.message(8, toOptions(field.options, fieldOptions));
  writer.int(9, place.oneofIndex);
  writer.text(10, field.jsonName);
  if (place.isSynthetic === true) writer.int(17, 1);
  return writer;
}

/** `order_items` has the entry message `OrderItemsEntry`. */
export function mapEntryName(field: ProtoField): string {
  return `${field.name.replace(/(?:^|_)(.)/g, (_, first: string) => first.toUpperCase())}Entry`;
}
