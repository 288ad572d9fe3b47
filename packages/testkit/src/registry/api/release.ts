import type { Registry, RegistryVersion } from "../registry.js";

/** Whether a registry is of a release, or of a later one. */
export function since(registry: Registry, release: `${number}.${number}`): boolean {
  return numberOf(registry.settings.version) >= numberOf(release);
}

/** Releases have one digit behind the point so far; two will sort as well. */
function numberOf(version: RegistryVersion | `${number}.${number}`): number {
  const [major = "0", minor = "0"] = version.split(".");
  return Number(major) * 1000 + Number(minor);
}
