import { ResponseError } from "../errors/response-error.js";
import { UsageError } from "../errors/usage-error.js";
import { base64 } from "../transport/base-url.js";
import type { Handler } from "../transport/transport.js";
import { type OAuthOptions, requireText } from "./auth-options.js";
import type { Redactor } from "./redactor.js";

type Token = {
  readonly headers: Readonly<Record<string, string>>;
  readonly renewAt: number;
  readonly expiresAt: number;
};

/** Where the server does not say how long a token lives, it is renewed after this. */
const UNKNOWN_LIFE_MS = 5 * 60_000;

/** The token of a client-credentials grant: one request for any number of callers, renewed before it expires. */
export function createOAuthToken(
  options: OAuthOptions,
  send: Handler,
  redactor: Redactor,
  now: () => number = Date.now,
) {
  const refreshAt = options.refreshAt ?? 0.8;
  if (!(refreshAt > 0 && refreshAt <= 1))
    throw new UsageError("auth.oauth.refreshAt is a share of the token's life: above 0, at most 1");
  const request = tokenRequest(options);
  let token: Token | undefined;
  let pending: Promise<Token> | undefined;

  async function fetchToken(): Promise<Token> {
    const started = now();
    redactor.add(options.clientSecret, clientPair(options));
    const response = await send(request);
    const { accessToken, lifeMs } = parseToken(request.url, response.status, response.body, redactor);
    redactor.add(accessToken);
    return {
      headers: { authorization: `Bearer ${accessToken}` },
      renewAt: started + lifeMs * refreshAt,
      expiresAt: started + lifeMs,
    };
  }

  async function renew(): Promise<Token> {
    try {
      token = await fetchToken();
      return token;
    } catch (error) {
      // The one that is there may still be good for a while: the next try is half way to its end.
      if (token !== undefined) token = { ...token, renewAt: (now() + token.expiresAt) / 2 };
      throw error;
    } finally {
      pending = undefined;
    }
  }

  return {
    async headers() {
      if (token !== undefined && now() < token.renewAt) return token.headers;
      pending ??= renew();
      if (token === undefined || now() >= token.expiresAt) return (await pending).headers;
      // Nobody waits for a renewal while the token is good, or suffers when it fails.
      pending.catch(() => {});
      return token.headers;
    },
    /** A token that was revoked early: the next request fetches another. Somebody else may have done so already. */
    rejected(headers: Readonly<Record<string, string>>) {
      if (token?.headers === headers) token = undefined;
      return true;
    },
  };
}

function tokenRequest(options: OAuthOptions) {
  const { tokenUrl, clientId, clientSecret } = options;
  requireText({
    "auth.oauth.tokenUrl": tokenUrl,
    "auth.oauth.clientId": clientId,
    "auth.oauth.clientSecret": clientSecret,
  });
  if (!URL.canParse(tokenUrl))
    throw new UsageError("auth.oauth.tokenUrl is no URL: write the whole address of the token endpoint");
  const url = new URL(tokenUrl);
  if (url.username !== "" || url.password !== "")
    throw new UsageError("auth.oauth.tokenUrl holds credentials: write them as clientId and clientSecret");
  url.hash = "";
  const form = new URLSearchParams({ grant_type: "client_credentials", ...options.parameters });
  if (options.scope !== undefined) form.set("scope", options.scope);
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
  };
  if (options.clientAuthentication === "form") {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  } else {
    headers["authorization"] = `Basic ${clientPair(options)}`;
  }
  return {
    method: "POST" as const,
    route: "oauth token",
    path: url.pathname + url.search,
    url: url.href,
    headers,
    body: form.toString(),
    idempotent: true,
  };
}

/** RFC 6749 section 2.3.1: name and secret are form-encoded before they are joined. */
function clientPair({ clientId, clientSecret }: OAuthOptions): string {
  return base64(`${formEncode(clientId)}:${formEncode(clientSecret)}`);
}

function formEncode(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2);
}

function parseToken(url: string, status: number, body: string, redactor: Redactor) {
  const shown = redactor.url(url);
  if (status !== 200) {
    throw new ResponseError(`POST ${shown}: ${status} from the token endpoint${reasonOf(body, redactor)}`, {
      method: "POST",
      url: shown,
      status,
    });
  }
  const answer = parseObject(body);
  const accessToken = answer?.["access_token"];
  if (typeof accessToken !== "string" || accessToken === "") {
    throw new ResponseError(`POST ${shown}: the token endpoint answered 200 without an access_token`, {
      method: "POST",
      url: shown,
      status,
    });
  }
  const seconds = Number(answer?.["expires_in"]);
  return { accessToken, lifeMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : UNKNOWN_LIFE_MS };
}

/** RFC 6749 section 5.2 names the fields that say why. */
function reasonOf(body: string, redactor: Redactor): string {
  const answer = parseObject(body);
  const words = [answer?.["error"], answer?.["error_description"]].filter((word) => typeof word === "string");
  return words.length === 0 ? "" : redactor.text(`: ${words.join(", ")}`);
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
