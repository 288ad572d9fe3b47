import { describe, expect, it } from "vitest";
import type { CallOptions } from "../src/client/call.js";
import type { RegistryClient } from "../src/client/create-registry-client.js";
import { ResponseError } from "../src/errors/response-error.js";
import { recordingClient } from "./recording-transport.js";

/** One call of one method, the request it must make, and what it must make of the answer. */
export type RouteCase = {
  /** The method, as in `subjects.list`. */
  readonly method: string;
  readonly run: (client: RegistryClient, options: CallOptions) => Promise<unknown>;
  /** Method, path and query. */
  readonly sends: string;
  readonly route: string;
  readonly body?: unknown;
  /** Default: true for GET and PUT. */
  readonly idempotent?: boolean;
  readonly status?: number;
  /** The body of the answer as JSON. */
  readonly answer?: unknown;
  /** The body of the answer as text, where it is no JSON. */
  readonly text?: string;
  /** Default: the answer itself. */
  readonly gives?: unknown;
  /** Answers of the right kind that make no sense; those of the wrong kind are tried anyway. */
  readonly refuses?: readonly unknown[];
};

/** Tests of a table: every request as the reference writes it, every answer understood, or refused. */
export function testRoutes(name: string, cases: readonly RouteCase[]): void {
  describe(name, () => {
    it.each(cases)("$method sends $sends", async (one) => {
      const { client, requests } = recordingClient({}, answerOf(one));
      const given = await one.run(client, {});
      expect(given).toEqual("gives" in one ? one.gives : one.answer);
      expect(requests).toHaveLength(1);
      const [request] = requests;
      expect(`${request?.method} ${request?.path}`).toBe(one.sends);
      expect(request?.url).toBe(`http://registry${request?.path}`);
      expect(request?.route).toBe(one.route);
      expect(request?.path.split("?", 1)[0]).toMatch(patternOf(one.route));
      expect(request?.body).toEqual(one.body);
      expect(request?.idempotent).toBe(one.idempotent ?? (request?.method === "GET" || request?.method === "PUT"));
      expect(request?.headers["content-type"]).toBe(
        one.body === undefined ? undefined : "application/vnd.schemaregistry.v1+json",
      );
    });

    it.each(cases)("$method keeps its call options out of $sends", async (one) => {
      const { client, requests } = recordingClient({}, answerOf(one));
      const { signal } = new AbortController();
      await one.run(client, { signal, deadlineMs: 5_000, headers: { "X-Test": "yes" } });
      expect(`${requests[0]?.method} ${requests[0]?.path}`).toBe(one.sends);
      expect(requests[0]?.body).toEqual(one.body);
      expect(requests[0]?.headers["x-test"]).toBe("yes");
    });

    const parsed = cases.filter((one) => one.answer !== undefined);
    it.each(parsed.flatMap((one) => nonsenseFor(one).map((text) => ({ ...one, text }))))(
      "$method refuses the answer $text",
      async (one) => {
        const { client } = recordingClient({}, { text: one.text });
        const error = await one.run(client, {}).then(
          () => expect.fail("it was taken for an answer"),
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(ResponseError);
        expect(error).toMatchObject({ status: 200, method: one.sends.split(" ", 1)[0] });
      },
    );

    it.each(cases)("$method rejects when $sends is refused", async (one) => {
      const body = { error_code: 42201, message: "no" };
      const { client } = recordingClient({}, { status: 422, body });
      await expect(one.run(client, {})).rejects.toMatchObject({
        code: "MAGICBYTE_RESPONSE",
        status: 422,
        errorCode: 42201,
        serverMessage: "no",
      });
    });
  });
}

/** The methods of an object that no case calls. */
export function untested(prefix: string, resource: object, cases: readonly RouteCase[]): readonly string[] {
  const tested = new Set(cases.map((one) => one.method));
  return Object.keys(resource)
    .map((method) => `${prefix}.${method}`)
    .filter((method) => !tested.has(method));
}

function answerOf({ status, answer, text }: RouteCase) {
  return { status, body: answer, text };
}

function nonsenseFor({ answer, refuses = [] }: RouteCase): readonly string[] {
  const others = [{}, [], null].filter((one) => !sameKind(one, answer));
  const wrong = [...others, "x", 1.5, true, ...refuses].map((one) => JSON.stringify(one));
  return [...wrong, "<html>Log in</html>", ""];
}

function sameKind(one: unknown, answer: unknown): boolean {
  return typeof one === typeof answer && one !== null && Array.isArray(one) === Array.isArray(answer);
}

function patternOf(route: string): RegExp {
  const escaped = route.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/?#]+");
  return new RegExp(`^${escaped}$`);
}
