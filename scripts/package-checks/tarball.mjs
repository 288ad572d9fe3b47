import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root } from "../workspace.mjs";

/** What publint says of the tarball; warnings count as errors. */
export async function checkWithPublint(_, { tarball }) {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  return messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false })}`);
}

const ATTW = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");

/** Whether TypeScript finds the right types for ESM and for CommonJS, in every resolution that looks at `exports`. */
export function checkWithAttw(_, { tarball }) {
  const result = spawnSync(process.execPath, [ATTW, tarball, "--profile", "node16", "--no-emoji", "--no-color"], {
    encoding: "utf8",
  });
  return result.status === 0 ? [] : [`${result.stdout}${result.stderr}`.trim()];
}
