import type { SchemaRule, StoredSchema } from "../client/schema-types.js";
import { UsageError } from "../errors/usage-error.js";
import type { Step } from "./step.js";

const WHEN = {
  write: new Set(["WRITE", "WRITEREAD"]),
  read: new Set(["READ", "WRITEREAD"]),
};

/**
 * Looks after rules that nobody runs. Where one encrypts, going on would write secrets in clear or hand out
 * ciphertext for values: that is an error. Others are worth a warning, once for a schema.
 *
 * @throws UsageError when a rule encrypts and no step runs it
 */
export function checkRules(
  schema: StoredSchema,
  direction: "write" | "read",
  steps: readonly Step[],
  warned: Set<string>,
): void {
  const { domainRules = [], encodingRules = [] } = schema.ruleSet ?? {};
  const neglected = [...domainRules, ...encodingRules].filter(
    (rule) =>
      rule.disabled !== true &&
      WHEN[direction].has(rule.mode ?? "WRITEREAD") &&
      !steps.some((step) => step.ruleTypes?.includes(rule.type ?? "")),
  );
  if (neglected.length === 0) return;
  const name = schema.id === undefined ? (schema.guid ?? "") : String(schema.id);
  const where = schema.subject === undefined ? `schema ${name}` : `schema ${name} (${schema.subject})`;
  const encrypting = neglected.filter(encrypts);
  if (encrypting.length > 0) {
    throw new UsageError(
      `${where} has rules that encrypt and that no step runs: ${list(encrypting)}. ${
        direction === "write" ? "Nothing is written in clear" : "Ciphertext is not handed out for values"
      }: pass \`steps\` that run them`,
    );
  }
  if (warned.has(name)) return;
  warned.add(name);
  process.emitWarning(
    `${where} has rules that no step runs: ${list(neglected)}. Messages are ${direction === "write" ? "written" : "read"} without them`,
    {
      type: "MagicbyteWarning",
      code: "MAGICBYTE_RULES_NOT_RUN",
    },
  );
}

function encrypts(rule: SchemaRule): boolean {
  return rule.type?.toUpperCase().startsWith("ENCRYPT") === true;
}

function list(rules: readonly SchemaRule[]): string {
  return rules.map((rule) => `${rule.name} (${rule.type ?? "no type"})`).join(", ");
}
