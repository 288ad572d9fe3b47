import { describe, expect, it } from "vitest";
import { type Answer, recordingClient } from "../../test/recording-transport.js";
import { associatedName, type SubjectContext, topicName, topicRecordName, UsageError } from "../index.js";

const orders: SubjectContext = { topic: "orders", part: "value", schemaType: "AVRO", recordName: "test.Order" };
const association = (subject: string) => ({
  subject,
  resourceName: "orders",
  resourceNamespace: "-",
  resourceId: "x",
  resourceType: "topic",
  associationType: "value",
});
const notFound: Answer = { status: 404, body: { error_code: 40410, message: "Association not found" } };

describe("associatedName", () => {
  it("asks for the topic's association, and takes its subject", async () => {
    const { client, requests } = recordingClient({}, { body: [association("shop.orders")] });
    expect(await associatedName({ client })(orders)).toBe("shop.orders");
    expect(requests.map(({ path }) => path)).toEqual([
      "/associations/resources/-/orders?resourceType=topic&associationType=value",
    ]);
  });

  it("names the cluster where it is told to", async () => {
    const { client, requests } = recordingClient({}, { body: [association("shop.orders")] });
    await associatedName({ client, cluster: "lkc-1" })({ ...orders, part: "key" });
    expect(requests[0]?.path).toBe("/associations/resources/lkc-1/orders?resourceType=topic&associationType=key");
  });

  it.each<[string, Answer]>([
    ["there is none", { body: [] }],
    ["the topic is unknown", notFound],
    ["the registry knows no associations", { status: 404, body: { error_code: 404, message: "HTTP 404 Not Found" } }],
  ])("falls back when %s", async (_, answer) => {
    const { client } = recordingClient({}, answer);
    expect(await associatedName({ client })(orders)).toBe(topicName(orders));
    expect(await associatedName({ client, fallback: topicRecordName })(orders)).toBe(topicRecordName(orders));
    await expect(async () => associatedName({ client, fallback: undefined })(orders)).rejects.toThrow(
      'topic "orders" has no association for its value, and no fallback is allowed',
    );
  });

  it("does not choose among several", async () => {
    const { client } = recordingClient({}, { body: [association("a"), association("b")] });
    await expect(async () => associatedName({ client })(orders)).rejects.toThrow("name the `cluster`");
  });

  it("does not take an outage for no association", async () => {
    const { client } = recordingClient({}, { status: 503, body: {} });
    await expect(async () => associatedName({ client })(orders)).rejects.toMatchObject({ status: 503 });
  });

  it("needs a topic", async () => {
    const { client } = recordingClient({}, { body: [] });
    await expect(async () => associatedName({ client })({ ...orders, topic: undefined })).rejects.toThrow(UsageError);
  });
});
