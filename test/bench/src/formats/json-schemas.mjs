// The JSON Schemas of the values, without `$schema`, which every client takes for draft-07.

const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const INTEGER = { type: "integer" };

/** @param {boolean} open whether objects may have other properties */
function schemas(open) {
  const object = (properties) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    ...(open ? {} : { additionalProperties: false }),
  });
  const address = object({ street: TEXT, city: TEXT, zip: TEXT, country: { type: "string", maxLength: 2 } });
  const item = object({
    sku: TEXT,
    title: TEXT,
    quantity: { type: "integer", minimum: 1 },
    price: NUMBER,
    discount: { type: ["number", "null"] },
  });
  const reading = object({
    ts: INTEGER,
    sensor: TEXT,
    value: NUMBER,
    unit: TEXT,
    ok: { type: "boolean" },
    seq: INTEGER,
  });
  return {
    small: {
      title: "Command",
      ...object({
        commandId: { type: "string", minLength: 36, maxLength: 36 },
        target: TEXT,
        rightAscension: { type: "number", minimum: 0, maximum: 360 },
        declination: { type: "number", minimum: -90, maximum: 90 },
        issuedAt: INTEGER,
      }),
    },
    medium: {
      title: "Order",
      ...object({
        orderId: { type: "string", minLength: 1 },
        status: { type: "string", enum: ["NEW", "PAID", "SHIPPED"] },
        customer: object({ id: INTEGER, name: TEXT, email: { type: ["string", "null"] }, address }),
        items: { type: "array", minItems: 1, items: item },
        attributes: { type: "object", additionalProperties: TEXT },
        note: { type: ["string", "null"] },
        coupon: { type: ["string", "null"] },
        total: NUMBER,
        createdAt: INTEGER,
        updatedAt: INTEGER,
      }),
    },
    large: { title: "Readings", ...object({ deviceId: TEXT, readings: { type: "array", items: reading } }) },
  };
}

export const JSON_SCHEMAS = schemas(false);
/** Nothing in them says that there are no other properties. */
export const OPEN_JSON_SCHEMAS = schemas(true);
