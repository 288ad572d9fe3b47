import type { AnyTypedSchema, InputOf, OutputOf } from "@magicbyte/registry/serde";

/** What reading a typed schema gives: `type Order = Infer<typeof orders>`. */
export type Infer<S extends AnyTypedSchema> = OutputOf<S>;

/** What writing a typed schema takes: a message, or what `create` takes for one. */
export type InferInput<S extends AnyTypedSchema> = InputOf<S>;
