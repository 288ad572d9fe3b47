import type { ResolvedSchema } from "../client/resolve.js";
import type { SchemaMetadata, SchemaRuleSet, SchemaType } from "../client/schema-types.js";

/** Writes values as payloads of one schema. Compiled once; synchronous; looks nothing up. */
export type Encoder<In> = {
  /** What stands between frame and payload: Protobuf's message indexes. */
  readonly frameSuffix?: Uint8Array | undefined;
  /**
   * Writes the payload of a value at an offset and returns the offset behind it. When the target is too short it
   * returns a negative number instead: how many bytes were missing, at least. It is then called again with a larger
   * target, so it must not change anything but the target from `offset` on.
   *
   * @throws SerializationError, made with `SerializationError.forIssues`, when the value does not fit the schema
   */
  encode(value: In, target: Buffer, offset: number): number;
};

/** Reads payloads of one schema. Compiled once; synchronous; looks nothing up. */
export type Decoder<Out> = {
  /** Reads the value whose payload begins at an offset and ends with the bytes. Any error means bad data. */
  decode(bytes: Buffer, offset: number): Out;
};

/** The schema that a message was written with, as its format understands it. */
export type WriterSchema = {
  /** The full name of the record that a message holds. In Protobuf the frame's suffix says which. */
  recordName(frameSuffix: Uint8Array): string | undefined;
  /** Reads messages as they were written, without a schema of the reader's own. */
  decoder(frameSuffix: Uint8Array): Decoder<unknown>;
};

/** What a format (Avro, JSON Schema, Protobuf or one of your own) knows of schemas in general. */
export type SchemaFormat = {
  /** The registry's name for it. */
  readonly schemaType: SchemaType;
  /**
   * Where that ends which stands between frame and payload. Absent where nothing does.
   *
   * @throws WireFormatError when it is missing or cut off
   */
  readonly frameSuffixEnd?: ((bytes: Uint8Array, offset: number) => number) | undefined;
  /** Parses a writer's schema. Called once for a schema; its references come parsed out of `dependencies`. */
  parse(writer: ResolvedSchema): WriterSchema;
};

/** Another schema that a schema uses, under the name by which it does so. */
export type TypedReference = {
  readonly name: string;
  readonly schema: AnyTypedSchema;
  /** The subject under which it is registered. @default the name */
  readonly subject?: string | undefined;
  /** The version to reference. Without one it is registered first, or looked up, as the schema itself is. */
  readonly version?: number | undefined;
};

/**
 * A schema of yours: its text, the TypeScript types of its values, and the way to make codecs for it. `Out` is what
 * reading gives, `In` what writing takes: a field with a default may be left out when writing, for instance.
 */
export type TypedSchema<Out, In = Out> = {
  readonly format: SchemaFormat;
  /** The text to register. */
  readonly schema: string;
  readonly references: readonly TypedReference[];
  /** The full name of the record, for subject strategies and `oneOf`; undefined for what has no name. */
  readonly recordName: string | undefined;
  /** Registered with the text. */
  readonly metadata?: SchemaMetadata | undefined;
  /** Registered with the text. */
  readonly ruleSet?: SchemaRuleSet | undefined;
  /**
   * Writes values so that readers find them written with `writer`: the schema as the registry has it, which is this
   * one, or with `lookup: "latest"` and its like another version.
   *
   * @throws UsageError when values of this schema cannot be written with that one
   */
  encoder(writer: ResolvedSchema): Encoder<In>;
  /** Reads what was written with `writer` into this schema's values. Any error means that the two do not go together. */
  decoder(writer: ResolvedSchema, frameSuffix: Uint8Array): Decoder<Out>;
};

/** A typed schema of whatever types. */
export type AnyTypedSchema = TypedSchema<unknown, never>;
