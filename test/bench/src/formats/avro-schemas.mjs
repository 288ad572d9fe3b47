// The Avro schemas of the values, and those of readers that are a version ahead.

const TIME = { type: "long", logicalType: "timestamp-millis" };
const fields = (types) => Object.entries(types).map(([name, type]) => ({ name, type }));
const record = (name, types) => ({ type: "record", name, fields: fields(types) });
const without = (types, left) => Object.fromEntries(Object.entries(types).filter(([name]) => name !== left));

const small = {
  commandId: "string",
  target: "string",
  rightAscension: "double",
  declination: "double",
  issuedAt: TIME,
};
const address = { street: "string", city: "string", zip: "string", country: "string" };
const medium = (quantity) => ({
  orderId: "string",
  status: { type: "enum", name: "Status", symbols: ["NEW", "PAID", "SHIPPED"] },
  customer: record("Customer", {
    id: "long",
    name: "string",
    email: ["null", "string"],
    address: record("Address", address),
  }),
  items: {
    type: "array",
    items: record("Item", {
      sku: "string",
      title: "string",
      quantity,
      price: "double",
      discount: ["null", "double"],
    }),
  },
  attributes: { type: "map", values: "string" },
  note: ["null", "string"],
  coupon: ["null", "string"],
  total: "double",
  createdAt: TIME,
  updatedAt: TIME,
});
const reading = (seq) => ({ ts: TIME, sensor: "string", value: "double", unit: "string", ok: "boolean", seq });
const large = (one) => ({ deviceId: "string", readings: { type: "array", items: record("Reading", one) } });

/** A field that readers have and writers do not. */
const CHANNEL = { name: "channel", type: "string", default: "web" };

/** A reader's schema: a field is dropped, one is added, and ints have become longs. */
function readerRecord(name, types) {
  return { type: "record", name, fields: [...fields(types), CHANNEL] };
}

export const AVRO_SCHEMAS = {
  small: { writer: record("Command", small), reader: readerRecord("Command", without(small, "declination")) },
  medium: { writer: record("Order", medium("int")), reader: readerRecord("Order", without(medium("long"), "coupon")) },
  large: {
    writer: record("Readings", large(reading("int"))),
    reader: readerRecord("Readings", large(without(reading("long"), "unit"))),
  },
};
