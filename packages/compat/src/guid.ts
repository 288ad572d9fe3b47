import { createHash, type Hash } from "node:crypto";
import { canonicalize } from "./compare.js";
import type { SchemaType } from "./format.js";
import type { References } from "./options.js";

/** A reference as it is registered. */
export type RegisteredReference = { readonly name: string; readonly subject: string; readonly version: number };

/** Metadata as it is registered. */
export type Metadata = {
  readonly tags?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly properties?: Readonly<Record<string, string>> | undefined;
  readonly sensitive?: readonly string[] | undefined;
};

/** A rule as it is registered. */
export type Rule = {
  readonly name?: string | undefined;
  readonly doc?: string | undefined;
  /** @default "TRANSFORM" */
  readonly kind?: string | undefined;
  /** @default "WRITEREAD" */
  readonly mode?: string | undefined;
  readonly type?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly expr?: string | undefined;
  readonly onSuccess?: string | undefined;
  readonly onFailure?: string | undefined;
  readonly disabled?: boolean | undefined;
};

/** A rule set as it is registered. */
export type RuleSet = {
  readonly migrationRules?: readonly Rule[] | undefined;
  readonly domainRules?: readonly Rule[] | undefined;
  readonly encodingRules?: readonly Rule[] | undefined;
};

/** All that makes up the identity of a schema. */
export type Identity = {
  readonly type: SchemaType;
  /** The text; it is made canonical first. */
  readonly schema: string;
  /** Whether it is canonical already, as what a registry returns is: it is not parsed then. @default false */
  readonly canonical?: boolean | undefined;
  readonly references?: readonly RegisteredReference[] | undefined;
  readonly metadata?: Metadata | undefined;
  readonly ruleSet?: RuleSet | undefined;
  /** The texts of the references, for formats whose canonical text depends on them. */
  readonly referenceTexts?: References | undefined;
};

/**
 * The MD5 by which the registry tells schemas apart: equal ones have one id in a context. The type is not part of it.
 *
 * @throws SchemaError when the text cannot be parsed
 */
export function md5(identity: Identity): Buffer {
  const { type, schema, canonical = false, references = [], metadata, ruleSet, referenceTexts } = identity;
  const hash = createHash("md5");
  hash.update(canonical ? schema : canonicalize(type, schema, { strict: false, references: referenceTexts }), "utf8");
  for (const { name, subject, version } of references) {
    const number = Buffer.alloc(4);
    number.writeInt32BE(version);
    hash.update(name, "utf8").update(subject, "utf8").update(number);
  }
  // That there is metadata, or a rule set, counts even when it is empty.
  if (metadata !== undefined) hashMetadata(hash.update(PRESENT), metadata);
  if (ruleSet !== undefined) hashRules(hash.update(PRESENT), ruleSet);
  return hash.digest();
}

/** The same as a UUID: the GUID that the registry gives since 8.0, equal in every context and registry. */
export function guid(identity: Identity): string {
  return md5(identity)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const PRESENT = Buffer.of(1);

function hashMetadata(hash: Hash, { tags = {}, properties = {}, sensitive = [] }: Metadata): void {
  for (const [path, values] of sorted(tags)) update(hash, [path, ...[...new Set(values)].sort()]);
  for (const [key, value] of sorted(properties)) update(hash, [key, value]);
  update(hash, [...new Set(sensitive)].sort());
}

function hashRules(hash: Hash, { migrationRules = [], domainRules = [], encodingRules = [] }: RuleSet): void {
  for (const rule of [...migrationRules, ...domainRules, ...encodingRules]) {
    const {
      name,
      doc,
      kind = "TRANSFORM",
      mode = "WRITEREAD",
      type,
      tags = [],
      params = {},
      expr,
      onSuccess,
      onFailure,
    } = rule;
    update(hash, [
      name,
      doc,
      kind,
      mode,
      type,
      ...[...new Set(tags)].sort(),
      ...sorted(params).flat(),
      expr,
      onSuccess,
      onFailure,
    ]);
    if (rule.disabled === true) hash.update(PRESENT);
  }
}

function update(hash: Hash, texts: readonly (string | undefined)[]): void {
  for (const text of texts) if (text !== undefined) hash.update(text, "utf8");
}

/** By UTF-16 code units, as Java sorts strings. */
function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}
