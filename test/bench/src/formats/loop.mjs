const AsyncFunction = /** @type {FunctionConstructor} */ ((async () => {}).constructor);

/**
 * A loop of its own for a contender. One that they shared would call all of them from one place, which the engine
 * optimises for none of them. It waits only where the contender makes its callers wait, once everything is cached.
 *
 * @param {string} name
 * @param {(input: any) => any} call
 * @param {any[]} inputs as many as a power of two has
 */
export async function contenderLoop(name, call, inputs) {
  await call(inputs[0]);
  const second = call(inputs[0]);
  const waits = typeof second?.then === "function";
  await second;
  // What is made is kept for a while, so that it is not found to be unused; the name makes the source its own.
  const body = `for (let i = 0; i < count; i++) kept[i & 7] = ${waits ? "await " : ""}call(inputs[i & ${inputs.length - 1}]); // ${name}`;
  const loop = (waits ? AsyncFunction : Function)("call", "inputs", "kept", "count", `${body}\n`);
  const kept = new Array(8);
  return { waits, run: (count) => loop(call, inputs, kept, count) };
}
