import { createRegistryClient, type RegistryClient } from "../src/client/create-registry-client.js";
import type { RegistryClientOptions } from "../src/client/options.js";
import type { RegistryRequest, RegistryResponse, Transport } from "../src/transport/transport.js";

/** What a registry answers: a body as JSON, or a text as it is. */
export type Answer = {
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly text?: string | undefined;
};

/** A request as it reached the registry, with its body parsed. */
export type RecordedRequest = Omit<RegistryRequest, "body"> & { readonly body: unknown };

/** A transport that answers from a list, the last answer over and over, and keeps what it was asked. */
function recordingTransport(...answers: readonly Answer[]): {
  readonly transport: Transport;
  readonly requests: readonly RecordedRequest[];
} {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    transport: {
      async request(request) {
        const answer = answers[Math.min(requests.length, answers.length - 1)] ?? {};
        requests.push({ ...request, body: request.body === undefined ? undefined : JSON.parse(request.body) });
        return responseOf(answer);
      },
    },
  };
}

/** A client of a registry that gives the answers, and what it was asked. */
export function recordingClient(
  options: Omit<RegistryClientOptions, "baseUrl" | "transport">,
  ...answers: readonly Answer[]
): { readonly client: RegistryClient; readonly requests: readonly RecordedRequest[] } {
  const { transport, requests } = recordingTransport(...answers);
  return { client: createRegistryClient({ baseUrl: "http://registry", retries: 0, ...options, transport }), requests };
}

function responseOf({ status = 200, body, text }: Answer): RegistryResponse {
  const type = text === undefined ? "application/vnd.schemaregistry.v1+json" : "text/plain";
  return { status, headers: { "content-type": type }, body: text ?? (body === undefined ? "" : JSON.stringify(body)) };
}
