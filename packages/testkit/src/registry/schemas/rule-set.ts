import type { Rule } from "@magicbyte/compat";
import { entity } from "../api/entity.js";
import {
  type JsonObject,
  readBoolean,
  readObject,
  readObjects,
  readString,
  readStringMap,
  readStrings,
  readWord,
} from "../api/read-body.js";
import { invalidRuleSet } from "../api/refusals.js";
import type { SchemaValue } from "../storage/record.js";

export type RuleSet = NonNullable<SchemaValue["ruleSet"]>;

const KINDS = ["TRANSFORM", "CONDITION"] as const;
const MIGRATION_MODES = ["UPGRADE", "DOWNGRADE", "UPDOWN"] as const;
const MODES = [...MIGRATION_MODES, "WRITE", "READ", "WRITEREAD"] as const;
const PHASES = ["migrationRules", "domainRules", "encodingRules"] as const;
const MAX_NAME_LENGTH = 256;

/**
 * The rule set in a member of a request.
 *
 * @throws RestError 42210 when its rules break the registry's rules, 400 when they are of another shape
 */
export function readRuleSet(object: JsonObject, name: string): RuleSet | undefined {
  const value = readObject(object, name);
  if (value === undefined) return undefined;
  const ruleSet: RuleSet = entity({
    migrationRules: readObjects(value, "migrationRules")?.map(readRule),
    domainRules: readObjects(value, "domainRules")?.map(readRule),
    encodingRules: readObjects(value, "encodingRules")?.map(readRule),
    enableAt: readString(value, "enableAt"),
  });
  validate(ruleSet);
  return ruleSet;
}

/** `over` on top of `under`: rules of the same name are replaced, and come last. */
export function mergeRuleSets(under: RuleSet | undefined, over: RuleSet | undefined): RuleSet | undefined {
  if (under === undefined || over === undefined) return over ?? under;
  const merge = (phase: (typeof PHASES)[number]) => {
    const [old = [], added = []] = [under[phase], over[phase]];
    return [...old.filter(({ name }) => !added.some((rule) => rule.name === name)), ...added];
  };
  return entity({
    migrationRules: merge("migrationRules"),
    domainRules: merge("domainRules"),
    encodingRules: merge("encodingRules"),
    enableAt: over.enableAt ?? under.enableAt,
  });
}

/** The rule set without the rules of these names. */
export function withoutRules(ruleSet: RuleSet | undefined, names: readonly string[]): RuleSet | undefined {
  if (ruleSet === undefined) return undefined;
  const rest = (phase: (typeof PHASES)[number]) => ruleSet[phase]?.filter(({ name }) => !names.includes(name ?? ""));
  return entity({
    ...ruleSet,
    migrationRules: rest("migrationRules"),
    domainRules: rest("domainRules"),
    encodingRules: rest("encodingRules"),
  });
}

/** Whether a rule of this type is among them. */
export function hasRuleType(ruleSet: RuleSet | undefined, type: string): boolean {
  return PHASES.some((phase) => ruleSet?.[phase]?.some((rule) => rule.type === type) === true);
}

/** Whether both are the same, member by member. Both were read by {@link readRuleSet}, so that theirs stand in one order. */
export function sameRuleSet(one: RuleSet | undefined, other: RuleSet | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function readRule(value: JsonObject): Rule {
  const [name, params] = [readString(value, "name"), readStringMap(value, "params")];
  const rule: Rule = entity({
    name,
    doc: readString(value, "doc"),
    kind: readWord(value, "kind", KINDS) ?? "TRANSFORM",
    mode: readWord(value, "mode", MODES) ?? "WRITEREAD",
    type: readString(value, "type"),
    tags: [...new Set(readStrings(value, "tags") ?? [])].sort(),
    params: params === undefined || Object.keys(params).length === 0 ? undefined : params,
    expr: readString(value, "expr"),
    onSuccess: readString(value, "onSuccess"),
    onFailure: readString(value, "onFailure"),
    disabled: readBoolean(value, "disabled") ?? false,
  });
  // An empty name stays, to be refused as one.
  return name === "" ? { ...rule, name } : rule;
}

function validate(ruleSet: RuleSet): void {
  const names = new Set<string>();
  for (const phase of PHASES) {
    for (const rule of ruleSet[phase] ?? []) {
      if (names.has(rule.name ?? "")) throw invalidRuleSet(`Found rule with duplicate name '${rule.name}'`);
      names.add(validName(rule.name));
      if (rule.type === undefined) throw invalidRuleSet("Missing rule type");
      validateActions(rule);
      validateMode(rule, phase);
    }
  }
}

function validName(name: string | undefined): string {
  if (name === undefined) throw invalidRuleSet("Missing rule name");
  if (name === "") throw invalidRuleSet("Empty rule name");
  if (name.length > MAX_NAME_LENGTH) throw invalidRuleSet("Rule name too long");
  if (!/^[\p{L}_]/u.test(name)) throw invalidRuleSet(`Illegal initial character in rule name: ${name}`);
  if (!/^[\p{L}\p{Nd}_-]*$/u.test(name)) throw invalidRuleSet(`Illegal character in rule name: ${name}`);
  return name;
}

function validateActions({ mode, onSuccess, onFailure }: Rule): void {
  if (mode === "WRITEREAD" || mode === "UPDOWN") return;
  if (onSuccess?.includes(",") || onFailure?.includes(",")) {
    throw invalidRuleSet("Multiple actions only valid with WRITEREAD and UPDOWN");
  }
}

function validateMode({ mode }: Rule, phase: (typeof PHASES)[number]): void {
  const migrates = MIGRATION_MODES.some((one) => one === mode);
  if (phase === "migrationRules") {
    if (!migrates) throw invalidRuleSet("Migration rules can only be UPGRADE, DOWNGRADE, UPDOWN");
  } else if (migrates) {
    const what = phase === "domainRules" ? "Domain" : "Encoding";
    throw invalidRuleSet(`${what} rules can only be WRITE, READ, WRITEREAD`);
  }
}
