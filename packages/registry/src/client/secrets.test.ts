import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Behaviour,
  failureOf,
  hang,
  json,
  raw,
  redirect,
  reset,
  type SeenRequest,
  text,
  until,
  useTestBed,
} from "../../test/fault-server.js";
import { channelNames } from "../diagnostics/channels.js";
import { IncompatibleSchemaError } from "../errors/incompatible-schema-error.js";
import { MagicbyteError } from "../errors/magicbyte-error.js";
import type { RegistryClient } from "./create-registry-client.js";
import type { RegistryClientOptions } from "./options.js";

const bed = useTestBed();

/** All that was published while a test ran. */
const events: unknown[] = [];
const listen = (event: unknown) => events.push(event);
const channels = [
  ...["start", "end", "asyncStart", "asyncEnd", "error"].map((name) => `tracing:${channelNames.request}:${name}`),
  channelNames.retry,
  channelNames.failover,
  channelNames.cache,
];
beforeEach(() => {
  events.length = 0;
  for (const name of channels) subscribe(name, listen);
});
afterEach(async () => {
  for (const name of channels) unsubscribe(name, listen);
  await bed.close();
});

const everything = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null } as const;

/** Every text that a logger could make of an error. */
function textsOf(error: unknown): string[] {
  const texts = [inspect(error, everything), JSON.stringify(error), String(error)];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    texts.push(cause.message, cause.stack ?? "", inspect(cause, everything), JSON.stringify(cause));
  }
  return texts;
}

/**
 * Every text that a listener could make of what was published. `result` is left out: the tracing channel puts the whole
 * answer of the server there, see the last test.
 */
function eventTexts(): string[] {
  return events.map((event) => inspect(event, everything));
}

/** A secret as it is, and in every form in which it may have travelled. */
function formsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ x: secret }).toString().slice(2),
    Buffer.from(secret).toString("base64"),
    Buffer.from(`user:${secret}`).toString("base64"),
    Buffer.from(`user:${new URLSearchParams({ x: secret }).toString().slice(2)}`).toString("base64"),
  ];
}

function expectNoSecret(secrets: readonly string[], texts: readonly string[]): void {
  const leaks = secrets.flatMap(formsOf).filter((form) => texts.some((one) => one.includes(form)));
  expect(leaks).toEqual([]);
}

const SPECIAL = `p&<>"'ä/\\+ %?#:@`;
const PASSWORD = `password-${SPECIAL}-7421`;
const TOKEN = "eyJhbGciOiJub25l.distinctive-bearer_token~+/=";
const CLIENT_SECRET = `client-secret-${SPECIAL}-9932`;
const FETCHED = "fetched-token-5518";
const KEY = "api-key-3309-distinctive";
const STATIC = "static-key-2270-distinctive";
const PER_CALL = "per-call-token-6614-distinctive";

/** A way to give a client its secrets. */
type Kind = {
  readonly kind: string;
  readonly secrets: readonly string[];
  readonly options: (registry: string) => Promise<RegistryClientOptions>;
};

const kinds: readonly Kind[] = [
  {
    kind: "basic",
    secrets: [PASSWORD],
    options: async (baseUrl) => ({ baseUrl, auth: { basic: { username: "user", password: PASSWORD } } }),
  },
  {
    kind: "a URL",
    secrets: [PASSWORD],
    options: async (url) => ({ baseUrl: url.replace("//", `//user:${encodeURIComponent(PASSWORD)}@`) }),
  },
  { kind: "bearer", secrets: [TOKEN], options: async (baseUrl) => ({ baseUrl, auth: { bearer: TOKEN } }) },
  {
    kind: "a header function",
    secrets: [KEY],
    options: async (baseUrl) => ({ baseUrl, auth: { headers: () => ({ Authorization: `Custom ${KEY}` }) } }),
  },
  {
    kind: "fixed headers",
    secrets: [STATIC, TOKEN],
    options: async (baseUrl) => ({
      baseUrl,
      headers: { "X-Api-Key": STATIC, Cookie: `theme=dark; session=${STATIC}`, Authorization: `Bearer ${TOKEN}` },
    }),
  },
  {
    kind: "OAuth",
    secrets: [CLIENT_SECRET, FETCHED],
    options: async (baseUrl) => {
      const idp = await bed.server(json(200, { access_token: FETCHED, expires_in: 300 }));
      return { baseUrl, auth: { oauth: { tokenUrl: idp.url, clientId: "user", clientSecret: CLIENT_SECRET } } };
    },
  },
];

/** What was sent, in all the ways in which servers and proxies repeat it. */
function echoOf({ headers, body }: SeenRequest): string[] {
  const values = ["authorization", "x-api-key", "cookie"].flatMap((name) => headers[name] ?? []);
  const bare = values.map((value) => value.slice(value.indexOf(" ") + 1));
  const decoded = bare.map((value) =>
    Buffer.from(value, "base64")
      .toString("utf8")
      .replace(/^user:/, ""),
  );
  const plain = [...values, ...bare, ...decoded, ...decoded.map(unescapeForm), body];
  return [...plain, ...plain.map(encodeURIComponent), ...plain.map((one) => JSON.stringify(one)), ...plain.map(html)];
}

function unescapeForm(one: string): string {
  try {
    return decodeURIComponent(one.replaceAll("+", " "));
  } catch {
    return one;
  }
}

function html(one: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return one.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

function echoObject(request: SeenRequest, errorCode: number) {
  const echo = echoOf(request);
  const names = Object.fromEntries(echo.map((one) => [one, true]));
  return { error_code: errorCode, message: `denied: ${echo.join(" | ")}`, headers: request.headers, names };
}

/** Everything but letters as an escape, as some JSON writers have it. */
function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\w\s{}[\]",:\\]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

const echoJson =
  (status: number, errorCode = status * 100 + 1): Behaviour =>
  (response, request) =>
    json(status, echoObject(request, errorCode))(response, request);
const echoHtml =
  (status: number): Behaviour =>
  (response, request) =>
    text(status, `${echoOf(request).join("<br>")}`, { "content-type": "text/html" })(response, request);

type Scenario = {
  readonly what: string;
  readonly behaviour: Behaviour | readonly Behaviour[];
  readonly options?: Partial<RegistryClientOptions>;
  readonly call?: (client: RegistryClient) => Promise<unknown>;
  readonly answers?: boolean;
};

const scenarios: readonly Scenario[] = [
  { what: "time-out", behaviour: hang, options: { timeoutMs: 40, retries: 1 } },
  { what: "deadline", behaviour: hang, options: { deadlineMs: 40 } },
  { what: "reset", behaviour: reset, options: { retries: 1 } },
  {
    what: "bytes that are no HTTP and repeat the request",
    behaviour: (response, request) => raw(`${echoOf(request).join("\n")}\r\n\r\n`)(response, request),
  },
  { what: "401 in JSON", behaviour: echoJson(401) },
  { what: "403 in JSON", behaviour: echoJson(403) },
  { what: "404 in JSON", behaviour: echoJson(404, 40403) },
  { what: "500 in JSON", behaviour: echoJson(500), options: { retries: 1 } },
  {
    what: "403 in JSON with escapes",
    behaviour: (response, request) => text(403, escapedJson(echoObject(request, 40301)))(response, request),
  },
  { what: "403 in HTML", behaviour: echoHtml(403) },
  { what: "502 in HTML", behaviour: echoHtml(502), options: { retries: 1 } },
  { what: "200 in HTML", behaviour: echoHtml(200) },
  {
    what: "invalid JSON",
    behaviour: (response, request) => text(200, JSON.stringify(echoOf(request)).slice(0, -1))(response, request),
  },
  {
    what: "the wrong JSON",
    behaviour: (response, request) => json(200, { echo: echoOf(request) })(response, request),
  },
  {
    what: "a content type",
    behaviour: (response, request) =>
      text(200, "no JSON", { "content-type": ascii(echoOf(request)) })(response, request),
  },
  {
    what: "an incompatible schema",
    behaviour: echoJson(409, 40901),
    call: (client) => client.subjects.register("a", { schema: '"int"' }),
  },
  {
    what: "too large an answer",
    behaviour: (response, request) => text(200, echoOf(request).join().repeat(100))(response, request),
    options: { maxResponseBytes: 100 },
  },
  {
    what: "a redirect that is not followed",
    behaviour: (response, request) =>
      redirect(302, `/?${encodeURIComponent(ascii(echoOf(request)))}`)(response, request),
    call: (client) => client.subjects.register("a", { schema: '"int"' }),
  },
  {
    what: "a redirect to nowhere that repeats them in the address",
    behaviour: (response, request) =>
      redirect(302, `http://127.0.0.1:1/?${echoOf(request).map(encodeURIComponent).join("&")}`)(response, request),
    options: { retries: 1 },
  },
  {
    what: "an open circuit",
    behaviour: echoHtml(503),
    options: { retries: 0, circuitBreaker: { failures: 1 } },
    call: async (client) => {
      await failureOf(client.subjects.list());
      return client.subjects.list();
    },
  },
  {
    what: "an aborted call",
    behaviour: hang,
    call: (client) => {
      const controller = new AbortController();
      const call = client.subjects.list({ signal: controller.signal });
      setTimeout(() => controller.abort(), 40);
      return call;
    },
  },
  {
    what: "a closed client",
    behaviour: hang,
    call: async (client) => {
      const call = failureOf(client.subjects.list());
      await until(() => client.stats().requests === 1);
      await client.close();
      throw await call;
    },
  },
];

function ascii(echo: readonly string[]): string {
  return echo.filter((one) => /^[\x20-\x7e]+$/.test(one)).join(" ");
}

describe("no secret stands in an error, an event, or the client itself", () => {
  for (const { kind, secrets, options } of kinds) {
    describe(`secrets of ${kind}`, () => {
      it.each(scenarios)("$what", async ({ behaviour, options: more = {}, call }) => {
        const server = await bed.server(behaviour);
        const client = bed.client({ ...(await options(server.url)), ...more });
        const error = await failureOf((call ?? ((one) => one.subjects.list()))(client));
        expect(error).toBeInstanceOf(MagicbyteError);
        expectNoSecret(secrets, textsOf(error));
        expectNoSecret(secrets, [inspect(client, everything), inspect(client.stats(), everything)]);
        expectNoSecret(secrets, eventTexts());
        expect(events.length).toBeGreaterThan(0);
      });

      it("a refused connection, with a failover", async () => {
        const server = await bed.server(hang);
        await server.stop();
        const configured = await options(server.url);
        const client = bed.client({ ...configured, baseUrl: [`${configured.baseUrl}`, server.url], retries: 1 });
        expectNoSecret(secrets, textsOf(await failureOf(client.subjects.list())));
        expectNoSecret(secrets, [inspect(client, everything), inspect(client.stats(), everything)]);
        expectNoSecret(secrets, eventTexts());
      });
    });
  }

  it("what is searched for is what was sent: without redaction the search finds it", async () => {
    for (const { secrets, options } of kinds) {
      const server = await bed.server(echoJson(403));
      const client = bed.client(await options(server.url));
      const answer = (await failureOf(client.subjects.list())) as Error;
      expect(answer.message).toContain("***");
      const request = server.requests[0] as SeenRequest;
      const sent = echoOf(request).join();
      expect(secrets.some((secret) => sent.includes(secret))).toBe(true);
    }
  });

  it("headers of one call", async () => {
    const server = await bed.server(echoJson(403));
    const client = bed.client({ baseUrl: server.url });
    const headers = { Authorization: `Bearer ${PER_CALL}` };
    const error = await failureOf(client.subjects.list({ headers }));
    expect(error).toHaveProperty("message", expect.stringContaining("***"));
    expectNoSecret([PER_CALL], textsOf(error));
  });

  it("the issues of an incompatible schema", async () => {
    const server = await bed.server(echoJson(409, 40901));
    const client = bed.client({ baseUrl: server.url, auth: { bearer: TOKEN } });
    const error = await failureOf(client.subjects.register("a", { schema: '"int"' }));
    expect(error).toBeInstanceOf(IncompatibleSchemaError);
    expectNoSecret([TOKEN], [inspect((error as IncompatibleSchemaError).issues, everything)]);
  });

  it("the password of a proxy that repeats it", async () => {
    const secret = "proxy-password-8812";
    const server = await bed.server(text(403, `proxy said: ${secret}`));
    const proxy = await bed.proxy();
    const client = bed.client({ baseUrl: server.url, proxy: proxy.url.replace("//", `//user:${secret}@`) });
    const error = await failureOf(client.subjects.list());
    expect(error).toHaveProperty("message", expect.stringContaining("***"));
    expectNoSecret([secret], [...textsOf(error), inspect(client, everything)]);
  });

  it("a secret that begins with another one leaves no rest", async () => {
    const server = await bed.server(echoJson(403));
    const auth = { headers: () => ({ authorization: "Custom abcdefgh", "x-api-key": "abcdefgh-distinctive-rest" }) };
    const error = await failureOf(bed.client({ baseUrl: server.url, auth }).subjects.list());
    expectNoSecret(["distinctive-rest"], textsOf(error));
  });

  it("a secret is not forgotten for the many tokens that follow it", async () => {
    const server = await bed.server((response, request) => {
      const answer = request.path === "/subjects" ? echoJson(403) : json(200, { schema: '"int"' });
      answer(response, request);
    });
    let token = 0;
    const auth = { headers: () => ({ authorization: `Custom ${KEY}`, "x-request-token": `distinctive-${token++}` }) };
    const client = bed.client({ baseUrl: server.url, auth });
    await Promise.all(Array.from({ length: 400 }, (_, id) => client.schemas.byId(id)));
    expectNoSecret([KEY], textsOf(await failureOf(client.subjects.list())));
  });
});

describe("no secret stands in what a token endpoint's failure makes", () => {
  const echoForm: Behaviour = (response, request) => {
    const description = echoOf(request).join(" | ");
    json(400, { error: "invalid_client", error_description: description })(response, request);
  };

  it.each<{ what: string; behaviour: Behaviour }>([
    { what: "its words", behaviour: echoForm },
    { what: "401 in JSON", behaviour: echoJson(401) },
    { what: "500 in HTML", behaviour: echoHtml(500) },
    { what: "invalid JSON", behaviour: (...answer) => text(200, echoOf(answer[1]).join())(...answer) },
    { what: "JSON without a token", behaviour: (...answer) => json(200, { token: echoOf(answer[1]) })(...answer) },
    { what: "bytes that are no HTTP", behaviour: (...answer) => raw(echoOf(answer[1]).join("\n"))(...answer) },
    { what: "a redirect", behaviour: (...answer) => redirect(302, `/?${ascii(echoOf(answer[1]))}`)(...answer) },
    { what: "a time-out", behaviour: hang },
    { what: "a reset", behaviour: reset },
  ])("$what", async ({ behaviour }) => {
    for (const clientAuthentication of ["header", "form"] as const) {
      const idp = await bed.server(behaviour);
      const server = await bed.server(json(200, []));
      const client = bed.client({
        baseUrl: server.url,
        retries: 1,
        timeoutMs: 60,
        auth: { oauth: { tokenUrl: idp.url, clientId: "user", clientSecret: CLIENT_SECRET, clientAuthentication } },
      });
      const error = await failureOf(client.subjects.list());
      expect(error).toMatchObject({ reason: "credentials" });
      expectNoSecret([CLIENT_SECRET], textsOf(error));
      expectNoSecret([CLIENT_SECRET], [inspect(client, everything)]);
      expectNoSecret([CLIENT_SECRET], eventTexts());
      expect(server.requests).toHaveLength(0);
    }
  });

  it("a function that rejects with the token it had", async () => {
    const server = await bed.server(json(200, []));
    let calls = 0;
    const bearer = () => {
      if (calls++ === 0) return TOKEN;
      throw new Error(`the token ${TOKEN} has expired`);
    };
    const client = bed.client({ baseUrl: server.url, auth: { bearer } });
    await client.subjects.list();
    const error = (await failureOf(client.subjects.list())) as Error;
    // The cause is the user's own error: it stays as it is.
    expect(error.message).toMatch(/: no credentials: the token \*\*\* has expired$/);
  });

  it("the tracing events of a call whose answer repeats them", async () => {
    const server = await bed.server(echoJson(403));
    const client = bed.client({ baseUrl: server.url, auth: { bearer: TOKEN } });
    await failureOf(client.subjects.list());
    expectNoSecret(
      [TOKEN],
      events.map((event) => inspect(event, everything)),
    );
  });
});
