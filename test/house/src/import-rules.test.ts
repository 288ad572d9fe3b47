import { describe, expect, it } from "vitest";
import { lintWorkspace } from "./lint-workspace.js";

const RESTRICTED = "lint/style/noRestrictedImports";

/** A file, an import that must not stand in it, and what the linter has to say. */
const refused: readonly (readonly [file: string, statement: string, words: string])[] = [
  // The wire format
  ["packages/registry/src/wire.ts", 'import { call } from "./client/call.js";', "wire format imports nothing"],
  ["packages/registry/src/wire.ts", 'import { createHash } from "node:crypto";', "wire format imports nothing"],
  ["packages/registry/src/wire/frame.ts", 'import { Agent } from "undici";', "wire format imports nothing"],
  ["packages/registry/src/wire/frame.ts", 'import { call } from "../client/call.js";', "wire format imports nothing"],
  [
    "packages/registry/src/wire/frame.ts",
    'import type { Step } from "../serde/step.js";',
    "wire format imports nothing",
  ],
  ["packages/registry/src/wire/frame.ts", 'import { LRUCache } from "lru-cache";', "wire format imports nothing"],
  [
    "packages/registry/src/errors/usage-error.ts",
    'import { frame } from "../wire/frame.js";',
    "nothing but each other",
  ],
  // Serializers make no client
  [
    "packages/registry/src/serde/serializer.ts",
    'import { undiciTransport } from "../transport/undici-transport.js";',
    "import its types only",
  ],
  [
    "packages/registry/src/serde/serializer.ts",
    'import { createRegistryClient, type RegistryClient } from "../client/create-registry-client.js";',
    "import its types only",
  ],
  [
    "packages/registry/src/serde.ts",
    'export { createRegistryClient } from "./client/create-registry-client.js";',
    "import its types only",
  ],
  // One file imports undici
  ["packages/registry/src/client/call.ts", 'import { Agent } from "undici";', "Only registry/src/transport"],
  ["packages/registry/src/client/call.ts", 'import type { Agent } from "undici";', "Only registry/src/transport"],
  ["packages/registry/src/client/call.ts", 'const undici = await import("undici");', "Only registry/src/transport"],
  ["packages/kafkajs/src/typed-producer.ts", 'import { Agent } from "undici";', "Only registry/src/transport"],
  ["test/contract/src/client.test.ts", 'import { MockAgent } from "undici";', "Only registry/src/transport"],
  // Formats know the seam, and nothing of each other
  ["packages/avro/src/avro.ts", 'import { jsonSchema } from "@magicbyte/json-schema";', "A format imports the seam"],
  ["packages/avro/src/avro.ts", 'import { x } from "@magicbyte/registry";', "A format imports the seam"],
  ["packages/json-schema/src/a.ts", 'import { avro } from "@magicbyte/avro";', "A format imports the seam"],
  ["packages/json-schema/src/a.ts", 'import { text } from "@magicbyte/proto-text";', "A format imports the seam"],
  ["packages/protobuf/src/a.ts", 'import { avro } from "@magicbyte/avro";', "A format imports the seam"],
  ["packages/protobuf/src/a.ts", 'import { x } from "@magicbyte/registry";', "A format imports the seam"],
  // Kafka and telemetry know the registry package only
  ["packages/kafkajs/src/a.ts", 'import { avro } from "@magicbyte/avro";', "knows the registry package"],
  ["packages/kafkajs/src/a.ts", 'import { protobuf } from "@magicbyte/protobuf";', "knows the registry package"],
  ["packages/otel/src/a.ts", 'import { typedProducer } from "@magicbyte/kafkajs";', "knows the registry package"],
  // Texts in, answer out
  ["packages/compat/src/a.ts", 'import { x } from "@magicbyte/registry";', "nothing of ours but proto-text"],
  ["packages/compat/src/a.ts", 'import type { X } from "@magicbyte/registry/serde";', "nothing of ours but proto-text"],
  ["packages/compat/src/a.ts", 'import { readFile } from "node:fs/promises";', "does no I/O"],
  ["packages/compat/src/a.ts", 'import { request } from "node:http";', "does no I/O"],
  ["packages/codegen/src/a.ts", 'import { writeFileSync } from "node:fs";', "does no I/O"],
  ["packages/codegen/src/a.ts", 'import { x } from "@magicbyte/registry";', "nothing of ours but proto-text"],
  ["packages/proto-text/src/a.ts", 'import { compare } from "@magicbyte/compat";', "nothing of ours but proto-text"],
  // The testkit is tested against the client, and is not part of anything but `magicbyte dev`
  ["packages/testkit/src/a.ts", 'import { createRegistryClient } from "@magicbyte/registry";', "types of the registry"],
  ["packages/testkit/src/a.ts", 'import { avro } from "@magicbyte/avro";', "The testkit imports compat"],
  ["packages/testkit/src/broker/server/a.ts", 'import { compare } from "@magicbyte/compat";', "The broker is a Kafka"],
  [
    "packages/testkit/src/broker/server/a.ts",
    'import { x } from "../../registry/api/route.js";',
    "The broker is a Kafka",
  ],
  [
    "packages/testkit/src/registry/a.ts",
    'import { x } from "../broker/wire/reader.js";',
    "The registry needs no Kafka",
  ],
  ["packages/testkit/src/registry/a.ts", 'import { avro } from "@magicbyte/avro";', "The testkit imports compat"],
  ["packages/cli/src/commands/check.ts", 'import { startRegistry } from "@magicbyte/testkit";', "magicbyte dev"],
  ["packages/registry/src/client/call.ts", 'import { startRegistry } from "@magicbyte/testkit";', "magicbyte dev"],
  [
    "packages/registry/src/client/call.ts",
    'import { x } from "@magicbyte-test/stub-registry";',
    "private test packages",
  ],
];

/** The same places, and what may stand there. */
const allowed: readonly (readonly [file: string, statement: string])[] = [
  ["packages/registry/src/wire.ts", 'export { readFrame } from "./wire/frame.js";'],
  ["packages/registry/src/wire.ts", 'export { UsageError } from "./errors/usage-error.js";'],
  ["packages/registry/src/wire/frame.ts", 'import { UsageError } from "../errors/usage-error.js";'],
  ["packages/registry/src/wire/frame.ts", 'import { guidFromBytes } from "./guid.js";'],
  ["packages/registry/src/wire/frame.test.ts", 'import { readFileSync } from "node:fs";'],
  ["packages/registry/src/errors/usage-error.ts", 'import { brand } from "./magicbyte-error.js";'],
  ["packages/registry/src/serde/a.ts", 'import type { RegistryClient } from "../client/create-registry-client.js";'],
  ["packages/registry/src/serde/a.ts", 'import { type TlsOptions } from "../transport/undici-transport.js";'],
  ["packages/registry/src/transport/undici-transport.ts", 'const { Agent } = await import("undici");'],
  ["packages/avro/src/a.ts", 'import { SerializationError } from "@magicbyte/registry/serde";'],
  ["packages/avro/src/a.test.ts", 'import { createRegistryClient } from "@magicbyte/registry";'],
  ["packages/protobuf/src/a.ts", 'import { readMessageIndexes } from "@magicbyte/registry/wire";'],
  ["packages/protobuf/src/a.ts", 'import { parse } from "@magicbyte/proto-text";'],
  ["packages/kafkajs/src/a.ts", 'import { createSerializer } from "@magicbyte/registry";'],
  ["packages/kafkajs/src/a.test.ts", 'import { avro } from "@magicbyte/avro";'],
  ["packages/compat/src/a.ts", 'import { parse } from "@magicbyte/proto-text";'],
  ["packages/compat/src/a.ts", 'import { createHash } from "node:crypto";'],
  ["packages/testkit/src/a.ts", 'import type { Transport } from "@magicbyte/registry";'],
  ["packages/testkit/src/a.ts", 'import { compare } from "@magicbyte/compat";'],
  ["packages/testkit/src/a.ts", 'import { createServer } from "node:net";'],
  ["packages/testkit/src/registry/schemas/a.ts", 'import { route } from "../api/route.js";'],
  ["packages/testkit/src/registry/schemas/a.ts", 'import { parseProto } from "@magicbyte/proto-text";'],
  ["packages/testkit/src/broker/apis/a.ts", 'import { createServer } from "node:net";'],
  ["packages/cli/src/commands/dev.ts", 'import { startRegistry } from "@magicbyte/testkit";'],
];

/** All statements of a file become that file, one on a line; the linter runs once. */
const lines = new Map<string, string[]>();
for (const [file, statement] of [...refused, ...allowed]) {
  const known = lines.get(file) ?? [];
  if (!known.includes(statement)) lines.set(file, [...known, statement]);
}
const complaintsOf = lintWorkspace(Object.fromEntries([...lines].map(([file, text]) => [file, text.join("\n")])));

function complaints(file: string, statement: string): readonly string[] {
  const line = (lines.get(file)?.indexOf(statement) ?? -1) + 1;
  return complaintsOf(file).flatMap((one) => (one.rule === RESTRICTED && one.line === line ? [one.message] : []));
}

describe("imports that the linter refuses", () => {
  it.each(refused)("%s: %s", (file, statement, words) => {
    expect(complaints(file, statement)).toContainEqual(expect.stringContaining(words));
  });
});

describe("imports that it lets pass", () => {
  it.each(allowed)("%s: %s", (file, statement) => {
    expect(complaints(file, statement)).toEqual([]);
  });
});
