import { avscSchema } from "./avsc-schema.js";

/** An order; the note has a default, and may be left out when writing. */
export type Order = { readonly id: string; readonly quantity: number; readonly note: string | null };
export type OrderInput = { readonly id: string; readonly quantity: number; readonly note?: string | null };

const orderFields = [
  { name: "id", type: "string" },
  { name: "quantity", type: "int" },
];

export const order = avscSchema<Order, OrderInput>({
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [...orderFields, { name: "note", type: ["null", "string"], default: null }],
});

/** The order before it had a note. */
export const orderWithoutNote = avscSchema<Omit<Order, "note">>({
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: orderFields,
});

/** An order that readers of `order` cannot read: its quantity is text. */
export const brokenOrder = avscSchema<{ readonly id: string; readonly quantity: string }>({
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [
    { name: "id", type: "string" },
    { name: "quantity", type: "string" },
  ],
});

export type OrderKey = { readonly id: string };

export const orderKey = avscSchema<OrderKey>({
  type: "record",
  name: "OrderKey",
  namespace: "shop",
  fields: [{ name: "id", type: "string" }],
});

export type Created = { readonly id: string };
export type Deleted = { readonly reason: string };

export const created = avscSchema<Created>({
  type: "record",
  name: "Created",
  namespace: "shop",
  fields: [{ name: "id", type: "string" }],
});

export const deleted = avscSchema<Deleted>({
  type: "record",
  name: "Deleted",
  namespace: "shop",
  fields: [{ name: "reason", type: "string" }],
});
