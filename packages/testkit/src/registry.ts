export type { Interception } from "./control/interception.js";
export type { Call } from "./registry/control/call.js";
export type {
  Answer,
  InterceptAction,
  InterceptOptions,
  InterceptResult,
  RegistryAnswer,
} from "./registry/control/intercept.js";
export type { RecordedRequest, RequestLog } from "./registry/control/requests.js";
export type { SeedSchema } from "./registry/control/seed.js";
export type { AuthOptions } from "./registry/http/authorize.js";
export type { LimitOptions } from "./registry/http/limits.js";
export type { ServerTlsOptions } from "./registry/http/tls.js";
export type { RegistryVersion } from "./registry/registry.js";
export { type EmbeddedRegistry, type RegistryOptions, startRegistry } from "./registry/start-registry.js";
export type { InProcessRequest, InProcessTransport } from "./registry/transport.js";
