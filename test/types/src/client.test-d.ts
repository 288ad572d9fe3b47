import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from "@magicbyte/registry";
import { expectTypeOf, test } from "vitest";

declare const client: RegistryClient;

test("options are known by name", () => {
  createRegistryClient({ baseUrl: "http://localhost:8081" });
  createRegistryClient({ baseUrl: ["http://a:8081", "http://b:8081"], timeoutMs: 1_000 });
  expectTypeOf<RegistryClientOptions>().toHaveProperty("timeoutMs");

  // @ts-expect-error: a name that does not exist
  createRegistryClient({ baseUrl: "http://localhost:8081", timeout: 1_000 });
  // @ts-expect-error: the name that other clients use
  createRegistryClient({ baseURLs: ["http://localhost:8081"] });
  // @ts-expect-error: nothing but the address is needed, and it is
  createRegistryClient({});
  // @ts-expect-error: an option of another type
  createRegistryClient({ baseUrl: "http://localhost:8081", timeoutMs: "1s" });
  // @ts-expect-error: one way to log in, not two
  createRegistryClient({ baseUrl: "http://a", auth: { basic: { username: "a", password: "b" }, token: "c" } });
});

test("a config level is one of the registry's", async () => {
  const { compatibilityLevel } = await client.config.get("orders-value");
  expectTypeOf(compatibilityLevel).toEqualTypeOf<
    | "NONE"
    | "BACKWARD"
    | "BACKWARD_TRANSITIVE"
    | "FORWARD"
    | "FORWARD_TRANSITIVE"
    | "FULL"
    | "FULL_TRANSITIVE"
    | undefined
  >();
});
