import { ResponseError } from "../errors/response-error.js";
import { TransportError } from "../errors/transport-error.js";
import { UsageError } from "../errors/usage-error.js";
import { unlessAborted } from "../transport/abort.js";
import { base64 } from "../transport/base-url.js";
import type { Handler, Interceptor, RegistryRequest } from "../transport/transport.js";
import { type AuthOptions, requireText } from "./auth-options.js";
import { createOAuthToken } from "./oauth-token.js";
import type { Redactor } from "./redactor.js";

/** Gives the headers that prove who asks; `rejected` tells it that the last ones were not accepted. */
type Credentials = {
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Whether other headers can be had now: the request is then sent once more. */
  rejected?(headers: Readonly<Record<string, string>>): boolean;
};

/** Adds credentials to every request, and once more where they can be renewed after a 401. */
export function authenticate(auth: AuthOptions, send: Handler, redactor: Redactor): Interceptor {
  const credentials = createCredentials(auth, send, redactor);
  return (next) => async (request) => {
    const headers = await obtain(credentials, request);
    const response = await next(withHeaders(request, headers));
    if (response.status !== 401 || credentials.rejected?.(headers) !== true) return response;
    return next(withHeaders(request, await obtain(credentials, request)));
  };
}

function withHeaders(request: RegistryRequest, headers: Readonly<Record<string, string>>): RegistryRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

async function obtain(credentials: Credentials, request: RegistryRequest) {
  const what = `${request.method} ${request.url}`;
  try {
    // The user's function knows of no signal: a deadline passes all the same.
    return await unlessAborted(credentials.headers(), request.signal, what);
  } catch (error) {
    if (request.signal?.aborted || error instanceof UsageError) throw error;
    throw new TransportError(`${what}: no credentials: ${error instanceof Error ? error.message : "see cause"}`, {
      reason: "credentials",
      method: request.method,
      url: request.url,
      retryable: worthAnotherTry(error),
      requestSent: false,
      cause: error,
    });
  }
}

function worthAnotherTry(error: unknown): boolean {
  if (error instanceof TransportError) return error.retryable;
  return error instanceof ResponseError && (error.status >= 500 || error.status === 429);
}

function createCredentials(auth: AuthOptions, send: Handler, redactor: Redactor): Credentials {
  if ("basic" in auth) {
    const { username, password } = auth.basic;
    requireText({ "auth.basic.username": username, "auth.basic.password": password });
    if (username.includes(":"))
      throw new UsageError("auth.basic.username must not hold a colon: HTTP takes it for the end of the name");
    const pair = base64(`${username}:${password}`);
    redactor.add(password, pair);
    const headers = { authorization: `Basic ${pair}` };
    return { headers: async () => headers };
  }
  if ("bearer" in auth) {
    const { bearer } = auth;
    if (typeof bearer !== "function") requireText({ "auth.bearer": bearer });
    return {
      async headers() {
        const token = typeof bearer === "string" ? bearer : await bearer();
        if (typeof token !== "string" || token === "")
          throw new UsageError("auth.bearer gave no token: it must be, or return, a string that is not empty");
        redactor.add(token);
        return { authorization: `Bearer ${token}` };
      },
    };
  }
  if ("oauth" in auth) return createOAuthToken(auth.oauth, send, redactor);
  if ("headers" in auth) {
    return {
      async headers() {
        const headers = Object.entries(await auth.headers()).map(
          ([name, value]) => [name.toLowerCase(), value] as const,
        );
        const odd = headers.find(([, value]) => typeof value !== "string")?.[0];
        if (odd !== undefined) throw new UsageError(`auth.headers gave no text for the header "${odd}"`);
        redactor.addHeaders(Object.fromEntries(headers), "all");
        return Object.fromEntries(headers);
      },
    };
  }
  throw new UsageError("auth must be one of { basic }, { bearer }, { oauth } and { headers }");
}
