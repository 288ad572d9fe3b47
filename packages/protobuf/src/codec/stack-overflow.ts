/** Whether an error is V8's for recursion that went too deep. It is a RangeError as others are, known by its message. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}
