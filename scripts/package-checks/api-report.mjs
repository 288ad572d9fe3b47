import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { cache, entryPoints, readJson } from "../workspace.mjs";

/**
 * What an entry point uses and does not export, by package and entry: written down, so that it does not grow unseen.
 * A name that is there without need is an error too.
 */
const UNEXPORTED = readJson(new URL("unexported-types.json", import.meta.url));

/**
 * The public face of each entry point as text, checked in as `api/<entry>.api.md`, so that no change of it goes
 * unseen. A type that is used but not exported is an error: users could not name it.
 */
export function checkApiReports({ path, manifest, folder }, { update }) {
  const reports = join(path, "api");
  if (update) mkdirSync(reports, { recursive: true });
  const problems = [];
  const wanted = new Set();
  for (const entry of entryPoints(manifest)) {
    const name = entry === "." ? "index" : entry.slice(2).replaceAll("/", "-");
    wanted.add(`${name}.api.md`);
    const types = join(path, manifest.exports[entry].import.types);
    if (!existsSync(types)) {
      problems.push(`${types} is missing: build first`);
      continue;
    }
    const { changed, unexported, errors } = extract({ path, folder, reports, name, types, update });
    problems.push(...errors);
    if (changed && !update) {
      problems.push(
        `api/${name}.api.md does not tell what "${entry}" exports now. Run \`node scripts/check-packages.mjs --update\` and look at the difference before you commit it`,
      );
    }
    problems.push(...exportProblems(`${manifest.name} ${entry}`, unexported));
  }
  for (const file of existsSync(reports) ? readdirSync(reports) : []) {
    if (wanted.has(file)) continue;
    if (update) rmSync(join(reports, file));
    else
      problems.push(`api/${file} belongs to no entry point: \`node scripts/check-packages.mjs --update\` removes it`);
  }
  return problems;
}

function exportProblems(entry, unexported) {
  const known = UNEXPORTED[entry] ?? [];
  const list = "scripts/package-checks/unexported-types.json";
  const forgotten = unexported.filter((name) => !known.includes(name));
  const stale = known.filter((name) => !unexported.includes(name));
  return [
    ...(forgotten.length === 0
      ? []
      : [`${entry} uses types that it does not export: ${forgotten.join(", ")}. Export them, or name them in ${list}`]),
    ...(stale.length === 0
      ? []
      : [`${list} names what ${entry} exports by now, or needs no more: ${stale.join(", ")}. Take it out`]),
  ];
}

function extract({ path, folder, reports, name, types, update }) {
  const unexported = new Set();
  const errors = [];
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(path, "package.json"),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: path,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [types] } },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${name}.api.md`,
        reportFolder: reports,
        reportTempFolder: join(cache, "api", folder),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: "lf",
      messages: {
        compilerMessageReporting: { default: { logLevel: "error" } },
        extractorMessageReporting: { default: { logLevel: "none" }, "ae-forgotten-export": { logLevel: "error" } },
        tsdocMessageReporting: { default: { logLevel: "none" } },
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback(message) {
      message.handled = true;
      if (message.messageId === "ae-forgotten-export") unexported.add(message.text.match(/"(.+?)"/)?.[1]);
      else if (message.logLevel === "error") errors.push(message.text);
    },
  });
  return { changed: apiReportChanged, unexported: [...unexported].sort(), errors };
}

const COMPILER_OPTIONS = {
  target: "es2022",
  lib: ["es2023", "esnext.disposable"],
  types: ["node"],
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  skipLibCheck: true,
};
