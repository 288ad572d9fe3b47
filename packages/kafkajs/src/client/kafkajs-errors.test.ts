import {
  KafkaJSConnectionError,
  KafkaJSError,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSRequestTimeoutError,
} from "kafkajs";
import { describe, expect, it } from "vitest";
import { failureCause } from "../consumer/failure-cause.js";
import { kafkaJsErrorKind } from "./kafkajs-errors.js";

function protocolError(type: string, retriable = false): KafkaJSProtocolError {
  return new KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 1, retriable }));
}

function exhausted(cause: Error): KafkaJSNumberOfRetriesExceeded {
  return new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1 });
}

describe("kafkaJsErrorKind", () => {
  it.each<[string, unknown, ReturnType<typeof kafkaJsErrorKind>]>([
    ["a rebalance", protocolError("REBALANCE_IN_PROGRESS"), "group"],
    ["a generation that is over", protocolError("ILLEGAL_GENERATION"), "group"],
    ["a member that is not known", protocolError("UNKNOWN_MEMBER_ID"), "group"],
    ["a producer that is fenced", protocolError("INVALID_PRODUCER_EPOCH"), "fenced"],
    ["no connection", new KafkaJSConnectionError("refused"), "outage"],
    ["no answer", new KafkaJSRequestTimeoutError("late"), "outage"],
    ["no answer after all retries", exhausted(new KafkaJSConnectionError("refused")), "outage"],
    ["no leader for now", protocolError("NOT_LEADER_FOR_PARTITION", true), "outage"],
    ["a topic that is not there", exhausted(protocolError("UNKNOWN_TOPIC_OR_PARTITION", true)), "other"],
    ["a message that is too large", protocolError("MESSAGE_TOO_LARGE"), "other"],
    ["a producer that is not connected", new KafkaJSError("The producer is disconnected"), "other"],
    ["a wrong call", new KafkaJSNonRetriableError("no topic"), "other"],
    ["an error of another library", Object.assign(new Error("no"), { retriable: true }), undefined],
    ["no error", "KafkaJS", undefined],
  ])("%s", (_what, error, kind) => {
    expect(kafkaJsErrorKind(error)).toBe(kind);
  });
});

describe("failureCause", () => {
  it("finds what the client says, however it is wrapped, and gives the client's own error back", () => {
    const rebalance = protocolError("REBALANCE_IN_PROGRESS");
    const wrapped = new Error("no", { cause: new Error("really", { cause: rebalance }) });
    expect(failureCause(wrapped, kafkaJsErrorKind)).toEqual({ kind: "interruption", error: rebalance });
  });

  it("takes anything else for a failure, even where its causes go round", () => {
    const ring = new Error("ring");
    ring.cause = ring;
    expect(failureCause(ring, kafkaJsErrorKind)).toEqual({ kind: "failure", error: ring });
    expect(failureCause(undefined, kafkaJsErrorKind)).toEqual({ kind: "failure", error: undefined });
  });
});
