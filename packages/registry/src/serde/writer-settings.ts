import type { MessagePart } from "../wire/headers.js";
import type { SerdeClient } from "./serde-client.js";
import type { Slab } from "./slab.js";
import type { Step } from "./step.js";
import type { SubjectStrategy } from "./subject-strategy.js";
import type { Lookup } from "./write-schema.js";

/** A serializer's options, filled in. */
export type WriterSettings = {
  readonly client: SerdeClient;
  readonly part: MessagePart;
  readonly subject: SubjectStrategy | string;
  readonly lookup: Lookup;
  readonly normalize: boolean | undefined;
  readonly schemaIdIn: "prefix" | "header";
  readonly steps: readonly Step[];
  readonly renewMs: number;
  readonly slab: Slab;
  /** The schemas whose neglected rules were warned of. */
  readonly warned: Set<string>;
};
