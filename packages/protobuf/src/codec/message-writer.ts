import type { ByteWriter } from "./byte-writer.js";
import { toStruct } from "./json-struct.js";
import type { FieldPlan, MessagePlan, ValuePlan } from "./message-plan.js";
import { tagOf } from "./message-plan.js";
import { Misfit } from "./misfit.js";
import { type Fields, isSet, standsForMap, standsForMessage } from "./plain-object.js";

/** Writes a message, or what `create` takes for one. @throws Misfit when it does not fit */
export type MessageWriter = (writer: ByteWriter, value: unknown) => void;

/** Writes a field of a message, if it is set. */
type FieldWriter = (writer: ByteWriter, message: Fields) => void;
/** Writes a value with the tag in front of it. */
type ValueWriter = (writer: ByteWriter, value: unknown) => void;

/** What protobuf-es keeps of fields that it does not know. */
type UnknownField = { readonly no: number; readonly wireType: number; readonly data: Uint8Array };

/**
 * Makes the writer of a message. It takes plain objects as they are, nested ones too: nothing is created of them. What
 * is undefined or null is not set.
 */
export function compileMessageWriter(plan: MessagePlan, keepUnknown: boolean): MessageWriter {
  const known = new Map<MessagePlan, MessageWriter>();
  return compileMessage(plan);

  function compileMessage(message: MessagePlan): MessageWriter {
    const found = known.get(message);
    if (found !== undefined) return found;
    const { typeName } = message;
    const fields: FieldWriter[] = [];
    const write: MessageWriter = (writer, value) => {
      if (!standsForMessage(value, typeName)) throw new Misfit();
      for (let i = 0; i < fields.length; i++) (fields[i] as FieldWriter)(writer, value);
      if (keepUnknown && value["$unknown"] !== undefined) writeUnknown(writer, value["$unknown"] as UnknownField[]);
    };
    // It is known before its fields are compiled, which may be of this very type.
    known.set(message, write);
    for (const field of message.fields) fields.push(compileField(field));
    for (const oneof of message.oneofs) fields.push(compileOneof(oneof));
    return write;
  }

  function compileField({ name, shape }: FieldPlan): FieldWriter {
    switch (shape.kind) {
      case "implicit":
        return implicitField(name, shape.value);
      case "explicit":
        return explicitField(name, compileValue(shape.value), shape.required);
      case "oneof":
        return oneofField(name, shape.property, compileValue(shape.value));
      case "list":
        return listField(name, compileValue(shape.value));
      case "packed":
        return packedField(name, shape);
      case "map":
        return mapField(name, shape, compileValue(shape.key), compileValue(shape.value));
    }
  }

  function compileValue(value: ValuePlan): ValueWriter {
    const { tag } = value;
    switch (value.kind) {
      case "scalar":
        return scalarValue(value);
      case "message":
        return delimited(tag, compileMessage(value.message));
      case "json":
        return jsonValue(tag, compileMessage(value.message));
      case "wrapper": {
        const inner = compileValue(value.inner);
        const { scalar } = value.inner;
        return delimited(tag, (writer, wrapped) => {
          if (!scalar.isZero(wrapped)) inner(writer, wrapped);
        });
      }
      case "group": {
        const write = compileMessage(value.message);
        return (writer, group) => {
          writer.varint(tag);
          write(writer, group);
          writer.varint(value.endTag);
        };
      }
    }
  }
}

function scalarValue({ tag, scalar }: ValuePlan & { readonly kind: "scalar" }): ValueWriter {
  return (writer, value) => {
    writer.varint(tag);
    if (!scalar.put(writer, value)) throw new Misfit();
  };
}

function delimited(tag: number, write: MessageWriter): ValueWriter {
  return (writer, value) => {
    writer.varint(tag);
    const start = writer.begin();
    write(writer, value);
    writer.finish(start);
  };
}

function jsonValue(tag: number, write: MessageWriter): ValueWriter {
  const writeStruct = delimited(tag, write);
  return (writer, value) => writeStruct(writer, toStruct(value));
}

function implicitField(name: string, { tag, scalar }: ValuePlan & { readonly kind: "scalar" }): FieldWriter {
  return (writer, message) => {
    const value = message[name];
    if (value === undefined || value === null || scalar.isZero(value)) return;
    writer.varint(tag);
    if (!scalar.put(writer, value)) throw new Misfit();
  };
}

function explicitField(name: string, write: ValueWriter, required: boolean): FieldWriter {
  return (writer, message) => {
    if (isSet(message, name)) write(writer, message[name]);
    else if (required) throw new Misfit();
  };
}

function oneofField(name: string, property: string, write: ValueWriter): FieldWriter {
  return (writer, message) => {
    const oneof = message[property] as { readonly case?: unknown; readonly value?: unknown } | undefined | null;
    if (oneof?.case === name) write(writer, oneof.value);
  };
}

/** A oneof's fields stand among the others by their numbers. Here is only seen to it that it is one of them, or none. */
function compileOneof({ name, cases }: MessagePlan["oneofs"][number]): FieldWriter {
  return (_, message) => {
    const oneof = message[name] as { readonly case?: unknown } | undefined | null;
    if (oneof === undefined || oneof === null) return;
    const chosen = oneof.case;
    if (typeof oneof !== "object" || (chosen !== undefined && chosen !== null && !cases.has(chosen as string))) {
      throw new Misfit();
    }
  };
}

function listField(name: string, write: ValueWriter): FieldWriter {
  return (writer, message) => {
    const items = message[name];
    if (items === undefined || items === null) return;
    if (!Array.isArray(items)) throw new Misfit();
    for (let i = 0; i < items.length; i++) write(writer, items[i]);
  };
}

function packedField(name: string, { tag, scalar }: FieldPlan["shape"] & { readonly kind: "packed" }): FieldWriter {
  return (writer, message) => {
    const items = message[name];
    if (items === undefined || items === null) return;
    if (!Array.isArray(items)) throw new Misfit();
    if (items.length === 0) return;
    writer.varint(tag);
    const start = writer.begin();
    for (let i = 0; i < items.length; i++) if (!scalar.put(writer, items[i])) throw new Misfit();
    writer.finish(start);
  };
}

function mapField(
  name: string,
  { tag, keyOf }: FieldPlan["shape"] & { readonly kind: "map" },
  writeKey: ValueWriter,
  writeValue: ValueWriter,
): FieldWriter {
  return (writer, message) => {
    const map = message[name];
    if (map === undefined || map === null) return;
    if (!standsForMap(map)) throw new Misfit();
    for (const key of Object.keys(map)) {
      writer.varint(tag);
      const start = writer.begin();
      writeKey(writer, keyOf(key));
      writeValue(writer, map[key]);
      writer.finish(start);
    }
  };
}

function writeUnknown(writer: ByteWriter, unknown: readonly UnknownField[]): void {
  for (const { no, wireType, data } of unknown) {
    writer.varint(tagOf(no, wireType));
    writer.raw(data);
  }
}
