// Generates test/gen from test/proto: node packages/protobuf/test/generate.mjs. buf and protoc-gen-es are fetched for it: an
// installation of the workspace need not bring them.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { knownProtoTexts } from "@magicbyte/proto-text";

const here = dirname(fileURLToPath(import.meta.url));
const workspace = mkdtempSync(join(tmpdir(), "protobuf-"));

cpSync(join(here, "proto"), workspace, { recursive: true });
// buf itself knows google/protobuf.
for (const path of ["google/type/interval.proto", "confluent/meta.proto", "confluent/type/decimal.proto"]) {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), knownProtoTexts.get(path));
}
const template = {
  version: "v2",
  clean: true,
  plugins: [{ local: "protoc-gen-es", out: join(here, "gen"), opt: ["target=ts", "import_extension=js"] }],
};
const packages = ["@bufbuild/buf@1.75.0", "@bufbuild/protoc-gen-es@2.17.0"];
execFileSync(
  "npx",
  [
    "--yes",
    ...packages.flatMap((name) => ["--package", name]),
    "--",
    "buf",
    "generate",
    workspace,
    "--template",
    JSON.stringify(template),
  ],
  { stdio: "inherit" },
);
rmSync(workspace, { recursive: true });
