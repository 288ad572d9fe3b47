import type { TypedSchema } from "@magicbyte/registry";

/** What reading gives. */
export type Order = { readonly id: string; readonly quantity: number };
/** What writing takes: the quantity has a default. */
export type OrderInput = { readonly id: string; readonly quantity?: number };

export type Created = { readonly at: Date };
export type Deleted = { readonly reason: string };

// Type tests are compiled and never run: schemas need no more than a type.
export declare const order: TypedSchema<Order, OrderInput>;
export declare const created: TypedSchema<Created, { readonly at: Date | number }>;
export declare const deleted: TypedSchema<Deleted>;
