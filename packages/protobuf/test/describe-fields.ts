import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";

/** What decides how the fields of a message are written and read, those of nested messages included. */
export function describeFields(message: DescMessage): Record<string, unknown> {
  return {
    [message.typeName]: Object.fromEntries(message.fields.map((field) => [field.name, describeField(field)])),
    ...Object.assign({}, ...message.nestedMessages.map(describeFields)),
  };
}

function describeField(field: DescField): Record<string, unknown> {
  return {
    number: field.number,
    kind: field.fieldKind,
    jsonName: field.jsonName,
    presence: field.presence,
    oneof: field.oneof?.name,
    scalar: field.scalar,
    enum: field.enum === undefined ? undefined : [field.enum.typeName, field.enum.open],
    message: field.message?.typeName,
    packed: "packed" in field ? field.packed : undefined,
    delimited: "delimitedEncoding" in field ? field.delimitedEncoding : undefined,
    mapKey: "mapKey" in field ? field.mapKey : undefined,
    // No text of the registry has a default of bytes.
    default: field.scalar === ScalarType.BYTES ? undefined : defaultOf(field),
  };
}

function defaultOf(field: DescField): unknown {
  return field.fieldKind === "scalar" || field.fieldKind === "enum" ? field.getDefaultValue() : undefined;
}
