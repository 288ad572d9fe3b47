// The Protobuf messages of the values. Each size has a file of its own whose first message it is, because the KafkaJS
// client writes and reads no other.

const TEXTS = {
  small: `
    message Command {
      string command_id = 1;
      string target = 2;
      double right_ascension = 3;
      double declination = 4;
      int64 issued_at = 5;
    }`,
  medium: `
    message Order {
      string order_id = 1;
      Status status = 2;
      Customer customer = 3;
      repeated Item items = 4;
      map<string, string> attributes = 5;
      optional string note = 6;
      optional string coupon = 7;
      double total = 8;
      int64 created_at = 9;
      int64 updated_at = 10;
    }
    enum Status { STATUS_NEW = 0; STATUS_PAID = 1; STATUS_SHIPPED = 2; }
    message Customer { int64 id = 1; string name = 2; optional string email = 3; Address address = 4; }
    message Address { string street = 1; string city = 2; string zip = 3; string country = 4; }
    message Item { string sku = 1; string title = 2; int32 quantity = 3; double price = 4; optional double discount = 5; }`,
  large: `
    message Readings { string device_id = 1; repeated Reading readings = 2; }
    message Reading { int64 ts = 1; string sensor = 2; double value = 3; string unit = 4; bool ok = 5; int32 seq = 6; }`,
};

/** A size's file as a descriptor in Base64. @param {"small" | "medium" | "large"} size */
export async function protobufFile(size) {
  const { parseProto, toFileDescriptor } = await import("@magicbyte/proto-text");
  const model = parseProto(`syntax = "proto3"; package bench; ${TEXTS[size]}`);
  const bytes = toFileDescriptor(model, undefined, { name: `bench-${size}.proto` });
  return Buffer.from(bytes).toString("base64");
}

/**
 * The message's descriptor, as generated code makes it of such a text.
 *
 * @param {string} file
 * @returns {Promise<import("@bufbuild/protobuf").DescMessage>}
 */
export async function messageOf(file) {
  const { createFileRegistry, fromBinary } = await import("@bufbuild/protobuf");
  const { FileDescriptorProtoSchema } = await import("@bufbuild/protobuf/wkt");
  const proto = fromBinary(FileDescriptorProtoSchema, Buffer.from(file, "base64"));
  const [message] = createFileRegistry(proto, () => undefined).getFile(proto.name)?.messages ?? [];
  if (message === undefined) throw new Error(`there is no message in ${proto.name}`);
  return message;
}

const STATUSES = ["NEW", "PAID", "SHIPPED"];

/** A value as Protobuf has it. @param {any} value @param {(milliseconds: number) => unknown} long */
export function protobufValue(value, long) {
  if (value.readings !== undefined) {
    return { ...value, readings: value.readings.map((reading) => ({ ...reading, ts: long(reading.ts) })) };
  }
  if (value.items === undefined) return { ...value, issuedAt: long(value.issuedAt) };
  const { customer, items, status, createdAt, updatedAt, ...rest } = value;
  return present({
    ...rest,
    status: STATUSES.indexOf(status),
    customer: present({ ...customer, id: long(customer.id) }),
    items: items.map(present),
    createdAt: long(createdAt),
    updatedAt: long(updatedAt),
  });
}

/** Protobuf has no null: what is not there is left out. */
function present(members) {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null));
}
