import type { SchemaMetadata, SchemaRuleSet } from "@magicbyte/registry/serde";
import type { ProtobufFormatOptions } from "./protobuf-format.js";
import type { FileSchemaOptions } from "./text/file-schema.js";

/** Options of {@link protobuf}. */
export type ProtobufOptions = FileSchemaOptions &
  Pick<ProtobufFormatOptions, "legacyFrames"> & {
    /**
     * Whether messages keep fields that their type does not know, when they are read and when they are written again.
     *
     * @default "keep", as protobuf-es does
     */
    readonly unknownFields?: "keep" | "drop" | undefined;
    /**
     * Other full names under which the message is found in schemas of the registry: what it was called before, or is
     * called in another package.
     *
     * @default [] a message of another name is an error
     */
    readonly aliases?: readonly string[] | undefined;
    /**
     * Whether errors of writing show the values that do not fit, cut off, besides their type and length.
     *
     * @default false, because errors are logged, and values may be what must not be
     */
    readonly showValues?: boolean | undefined;
    /** Registered with the schema. @default none */
    readonly metadata?: SchemaMetadata | undefined;
    /** Registered with the schema. @default none */
    readonly ruleSet?: SchemaRuleSet | undefined;
  };
