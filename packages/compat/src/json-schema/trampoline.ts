/** Work that may ask for other work to be done first: what would be a recursive function. */
export type Task<T> = Generator<Task<unknown>, T, unknown>;

/** Has other work done, and gives what came of it. Write `yield* call(task)`. */
export function* call<T>(task: Task<T>): Task<T> {
  return (yield task as Task<unknown>) as T;
}

/** Does the work with a stack of its own, so that no depth of nesting overflows the machine's. */
export function run<T>(task: Task<T>): T {
  const stack: Task<unknown>[] = [task as Task<unknown>];
  let result: unknown;
  for (;;) {
    const step = (stack.at(-1) as Task<unknown>).next(result);
    if (step.done === true) {
      stack.pop();
      result = step.value;
      if (stack.length === 0) return result as T;
    } else {
      stack.push(step.value);
      result = undefined;
    }
  }
}
