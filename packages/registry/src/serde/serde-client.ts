import type { RegistryClient } from "../client/create-registry-client.js";

/** What serializers and deserializers need of a client. */
export type SerdeClient = Pick<RegistryClient, "schemas" | "resolve" | "closed"> & {
  readonly subjects: Pick<
    RegistryClient["subjects"],
    "register" | "lookup" | "latest" | "latestWithMetadata" | "version"
  >;
};
