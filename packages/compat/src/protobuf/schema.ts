import type { ProtoDependencies, ProtoFile } from "@magicbyte/proto-text";

/** A Protobuf schema, parsed. */
export type ProtobufSchema = {
  readonly file: ProtoFile;
  /** What its references hold, by import path. */
  readonly dependencies: ProtoDependencies;
};

/** The registered schema that an import stands for. */
export type ReferenceVersion = { readonly subject: string; readonly version: number };

/** The registered schemas that the imports of a schema stand for, by import path. */
export type ReferenceVersions = Readonly<Record<string, ReferenceVersion>>;

/** What is known of the references of two schemas that are compared. */
export type ReferenceOptions = {
  /**
   * The versions that the original references. A message of the same subject and version on both sides is trusted to
   * be the same and not compared; what stands for a path that is not given here is compared.
   */
  readonly originalReferenceVersions?: ReferenceVersions | undefined;
  /** The versions that the update references. */
  readonly updateReferenceVersions?: ReferenceVersions | undefined;
};
