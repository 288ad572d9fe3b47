/** What is logged of a request: neither its body nor its headers, which may hold secrets. */
export type LoggedRequest = {
  readonly requestId: string;
  /** `"http"`, or `"transport"` in process. */
  readonly face: "http" | "transport";
  readonly method: string;
  readonly route: string | undefined;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly ms: number;
};

/** Where the registry says what it does. */
export type Log = {
  readonly request: ((request: LoggedRequest) => void) | undefined;
  /** What somebody should know who runs it. */
  readonly warn: (message: string) => void;
  /** A bug of the registry's, or of a function that it was given. */
  readonly error: (message: string, error: unknown) => void;
};

/** Lines of JSON: to stdout with `true`, or to a function. Without a log, warnings and errors are warnings of the process. */
export function createLog(logs: boolean | ((line: string) => void) | undefined): Log {
  if (logs === undefined || logs === false) {
    return {
      request: undefined,
      warn: (message) => process.emitWarning(message, "RegistryWarning"),
      error: (message, error) => process.emitWarning(`${message}: ${stackOf(error)}`, "RegistryWarning"),
    };
  }
  const write = logs === true ? (line: string) => void process.stdout.write(`${line}\n`) : logs;
  const print = (level: string, members: object) =>
    write(JSON.stringify({ time: new Date().toISOString(), level, ...members }));
  return {
    request: ({ ms, ...request }) => print("info", { ...request, ms: Math.round(ms * 1000) / 1000 }),
    warn: (message) => print("warn", { message }),
    error: (message, error) => print("error", { message, error: stackOf(error) }),
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
