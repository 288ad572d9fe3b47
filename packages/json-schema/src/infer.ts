import type { AnyTypedSchema, InputOf, OutputOf } from "@magicbyte/registry/serde";

/** What reading a typed schema gives: `type Order = Infer<typeof Order>`. */
export type Infer<S extends AnyTypedSchema> = OutputOf<S>;

/** What writing a typed schema takes. In JSON Schema it is the same, since nobody fills defaults in. */
export type InferInput<S extends AnyTypedSchema> = InputOf<S>;
