import type { CompatibilityLevel } from "@magicbyte/compat";
import { entity } from "../api/entity.js";
import { hasMember, type JsonObject, readBody, readBoolean, readString } from "../api/read-body.js";
import { invalidCompatibility } from "../api/refusals.js";
import { since } from "../api/release.js";
import type { Registry } from "../registry.js";
import { readMetadata } from "../schemas/metadata.js";
import { readRuleSet } from "../schemas/rule-set.js";
import type { ConfigValue } from "../storage/record.js";

const LEVELS = [
  "NONE",
  "BACKWARD",
  "BACKWARD_TRANSITIVE",
  "FORWARD",
  "FORWARD_TRANSITIVE",
  "FULL",
  "FULL_TRANSITIVE",
] as const satisfies readonly CompatibilityLevel[];

const POLICIES = ["STRICT", "LENIENT", "LOGICAL"] as const;

type Reader = (request: JsonObject, registry: Registry) => Partial<ConfigValue>;

/** By the name that a member has in a request: how it is read. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["alias", (request) => ({ alias: readString(request, "alias") })],
  ["aliasForDeks", (request) => ({ aliasForDeks: readString(request, "aliasForDeks") })],
  ["normalize", (request) => ({ normalize: readBoolean(request, "normalize") })],
  ["validateFields", (request) => ({ validateFields: readBoolean(request, "validateFields") })],
  ["validateNewSchemas", (request) => ({ validateNewSchemas: readBoolean(request, "validateNewSchemas") })],
  ["validateRules", (request) => ({ validateRules: readBoolean(request, "validateRules") })],
  ["compatibility", (request) => ({ compatibilityLevel: readLevel(request) })],
  ["compatibilityPolicy", readPolicy],
  ["compatibilityGroup", (request) => ({ compatibilityGroup: readString(request, "compatibilityGroup") })],
  ["defaultMetadata", (request) => ({ defaultMetadata: readMetadata(request, "defaultMetadata") })],
  ["overrideMetadata", (request) => ({ overrideMetadata: readMetadata(request, "overrideMetadata") })],
  ["defaultRuleSet", (request, registry) => ({ defaultRuleSet: keptRules(registry, request, "defaultRuleSet") })],
  ["overrideRuleSet", (request, registry) => ({ overrideRuleSet: keptRules(registry, request, "overrideRuleSet") })],
]);

/**
 * A configuration after a request: members that are absent keep their value, null clears them.
 *
 * @throws RestError 400, 42203 or 42210
 */
export function updateConfig(
  registry: Registry,
  old: ConfigValue = {},
  body: unknown,
): { readonly config: ConfigValue; readonly requested: ConfigValue } {
  const request = readBody(body);
  const changes: ConfigValue = Object.assign(
    {},
    ...[...READERS].map(([name, read]) => (hasMember(request, name) ? read(request, registry) : {})),
  );
  return { config: entity({ ...old, ...changes }), requested: entity(changes) };
}

function readLevel(request: JsonObject): CompatibilityLevel | undefined {
  const text = readString(request, "compatibility");
  if (text === undefined) return undefined;
  const level = LEVELS.find((one) => one === text.toUpperCase());
  if (level === undefined) throw invalidCompatibility();
  return level;
}

function readPolicy(request: JsonObject, registry: Registry): Partial<ConfigValue> {
  // Older releases ignore it, like every member that they do not know.
  if (!since(registry, "8.2")) return {};
  const text = readString(request, "compatibilityPolicy");
  if (text === undefined) return { compatibilityPolicy: undefined };
  const policy = POLICIES.find((one) => one === text.toUpperCase());
  if (policy === undefined)
    throw invalidCompatibility("Invalid compatibility policy. Valid values are strict, lenient, and logical");
  return { compatibilityPolicy: policy };
}

function keptRules({ settings }: Registry, request: JsonObject, name: string): ConfigValue["defaultRuleSet"] {
  return settings.dropRuleSets ? undefined : readRuleSet(request, name);
}
