import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a module of this folder in a process of its own, and gives what it answers.
 *
 * @param {string} module
 * @param {object} input
 * @param {readonly string[]} execArgv
 * @returns {Promise<any>}
 */
export function inProcess(module, input, execArgv = []) {
  const file = fileURLToPath(new URL(module, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = fork(file, [JSON.stringify(input)], { execArgv: [...execArgv] });
    let answered;
    child.once("message", (message) => {
      answered = message;
    });
    child.once("exit", (code) => {
      if (answered !== undefined) resolve(answered);
      else reject(new Error(`${module} ended with ${code} and no answer for ${JSON.stringify(input).slice(0, 200)}`));
    });
  });
}

/** What the module was run with. @returns {any} */
export function question() {
  return JSON.parse(process.argv[2] ?? "null");
}

/** Answers and ends the process, whatever a library has left open. @param {object} value */
export function answer(value) {
  process.send?.(value, () => process.exit(0));
}
