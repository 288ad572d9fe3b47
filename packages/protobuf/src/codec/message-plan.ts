import type { DescField, DescMessage, DescOneof } from "@bufbuild/protobuf";
import { enumScalar, mapKeyOf, type Scalar, scalarOf } from "./scalars.js";

/** The presence of fields that are not written when they are zero: FeatureSet.FieldPresence.IMPLICIT. */
const IMPLICIT = 2;
/** FeatureSet.FieldPresence.LEGACY_REQUIRED. */
const REQUIRED = 3;
/** A length stands in front of the value; a group has tags on both sides. */
const LENGTH_DELIMITED = 2;
const START_GROUP = 3;
const END_GROUP = 4;

/** How values of a field, an item of a list or a value of a map are written, its tag included. */
export type ValuePlan =
  | { readonly kind: "scalar"; readonly tag: number; readonly scalar: Scalar }
  | { readonly kind: "message"; readonly tag: number; readonly message: MessagePlan }
  | { readonly kind: "group"; readonly tag: number; readonly endTag: number; readonly message: MessagePlan }
  /** A wrapper such as google.protobuf.StringValue, which in a message is the value that it wraps. */
  | { readonly kind: "wrapper"; readonly tag: number; readonly inner: ValuePlan & { readonly kind: "scalar" } }
  /** google.protobuf.Struct, which in a message is a JSON object. */
  | { readonly kind: "json"; readonly tag: number; readonly message: MessagePlan };

/** How a field is written. */
export type FieldPlan = {
  /** The property of a message. */
  readonly name: string;
  readonly shape:
    | { readonly kind: "implicit"; readonly value: ValuePlan & { readonly kind: "scalar" } }
    | { readonly kind: "explicit"; readonly value: ValuePlan; readonly required: boolean }
    | { readonly kind: "oneof"; readonly value: ValuePlan; readonly property: string }
    | { readonly kind: "list"; readonly value: ValuePlan }
    | { readonly kind: "packed"; readonly tag: number; readonly scalar: Scalar }
    | {
        readonly kind: "map";
        readonly tag: number;
        readonly key: ValuePlan & { readonly kind: "scalar" };
        readonly keyOf: (key: string) => unknown;
        readonly value: ValuePlan;
      };
};

/** How a message is written: its fields, by number. */
export type MessagePlan = {
  readonly typeName: string;
  readonly fields: readonly FieldPlan[];
  /** The cases of each oneof, by the property that it is. */
  readonly oneofs: readonly { readonly name: string; readonly cases: ReadonlySet<string> }[];
};

/** Works out how messages are written. Those that are recursive contain themselves. */
export function planMessage(desc: DescMessage, known = new Map<DescMessage, MessagePlan>()): MessagePlan {
  const found = known.get(desc);
  if (found !== undefined) return found;
  const fields: FieldPlan[] = [];
  const plan: MessagePlan = { typeName: desc.typeName, fields, oneofs: desc.oneofs.map(oneofOf) };
  known.set(desc, plan);
  const messageOf = (message: DescMessage) => planMessage(message, known);
  for (const field of [...desc.fields].sort((left, right) => left.number - right.number)) {
    fields.push({ name: field.localName, shape: shapeOf(field, messageOf) });
  }
  return plan;
}

function oneofOf(oneof: DescOneof): MessagePlan["oneofs"][number] {
  return { name: oneof.localName, cases: new Set(oneof.fields.map((field) => field.localName)) };
}

function shapeOf(field: DescField, messageOf: (message: DescMessage) => MessagePlan): FieldPlan["shape"] {
  const { number } = field;
  switch (field.fieldKind) {
    case "list": {
      if (field.listKind === "message") return { kind: "list", value: messageValue(field, messageOf) };
      const scalar = field.listKind === "enum" ? zeroOf(field.enum) : scalarOf(field.scalar);
      if (field.packed) return { kind: "packed", tag: tagOf(number, LENGTH_DELIMITED), scalar };
      return { kind: "list", value: scalarValue(number, scalar) };
    }
    case "map": {
      const value =
        field.mapKind === "message"
          ? messageValue({ ...field, number: 2 }, messageOf)
          : scalarValue(2, field.mapKind === "enum" ? zeroOf(field.enum) : scalarOf(field.scalar));
      return {
        kind: "map",
        tag: tagOf(number, LENGTH_DELIMITED),
        key: scalarValue(1, scalarOf(field.mapKey)),
        keyOf: mapKeyOf(field.mapKey),
        value,
      };
    }
    default: {
      const value =
        field.fieldKind === "message"
          ? singularMessage(field, messageOf)
          : scalarValue(number, field.fieldKind === "enum" ? zeroOf(field.enum) : scalarOf(field.scalar));
      if (field.oneof !== undefined) return { kind: "oneof", value, property: field.oneof.localName };
      if (field.presence === IMPLICIT && value.kind === "scalar") return { kind: "implicit", value };
      return { kind: "explicit", value, required: field.presence === REQUIRED };
    }
  }
}

function zeroOf({ values }: { readonly values: readonly { readonly number: number }[] }): Scalar {
  return enumScalar(values[0]?.number ?? 0);
}

function scalarValue(number: number, scalar: Scalar): ValuePlan & { readonly kind: "scalar" } {
  return { kind: "scalar", tag: tagOf(number, scalar.wireType), scalar };
}

type MessageField = Pick<DescField, "number" | "parent"> & {
  readonly message: DescMessage;
  readonly delimitedEncoding: boolean;
};

function singularMessage(
  field: DescField & { readonly fieldKind: "message" },
  messageOf: (message: DescMessage) => MessagePlan,
): ValuePlan {
  const wrapped = field.oneof === undefined ? wrappedField(field.message) : undefined;
  if (wrapped === undefined) return messageValue(field, messageOf);
  const inner = scalarValue(wrapped.number, scalarOf(wrapped.scalar));
  return { kind: "wrapper", tag: tagOf(field.number, LENGTH_DELIMITED), inner };
}

function messageValue(field: MessageField, messageOf: (message: DescMessage) => MessagePlan): ValuePlan {
  const { number } = field;
  const message = messageOf(field.message);
  if (field.delimitedEncoding) {
    return { kind: "group", tag: tagOf(number, START_GROUP), endTag: tagOf(number, END_GROUP), message };
  }
  // A google.protobuf.Value has its Struct as the message that it is.
  const isJson = message.typeName === "google.protobuf.Struct" && field.parent.typeName !== "google.protobuf.Value";
  return { kind: isJson ? "json" : "message", tag: tagOf(number, LENGTH_DELIMITED), message };
}

const WRAPPER = /^google\.protobuf\.(?:Double|Float|U?Int(?:32|64)|Bool|String|Bytes)Value$/;

function wrappedField(message: DescMessage) {
  const [field] = message.fields;
  return WRAPPER.test(message.typeName) && field?.fieldKind === "scalar" ? field : undefined;
}

/** A field's number and the type of what follows it, as they stand in front of a value. */
export function tagOf(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}
