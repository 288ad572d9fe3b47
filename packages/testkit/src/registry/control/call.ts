/** A request on its way through the registry, whichever way it came in. */
export type Call = {
  readonly method: string;
  /** The template of the route, such as `/subjects/{subject}/versions`; undefined when there is no such route. */
  readonly route: string | undefined;
  /** The path as it was sent, still percent-encoded, without the query. */
  readonly path: string;
  /** The query as it was sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The text of the body; empty when there is none. */
  readonly body: string;
};

/** A call out of what a request line holds. */
export function createCall(
  request: Pick<Call, "method" | "headers" | "body"> & { readonly target: string },
  route: string | undefined,
): Call {
  const { method, target, headers, body } = request;
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  return { method, route, path, query: mark < 0 ? "" : target.slice(mark + 1), headers, body };
}
