import type { SaslStep } from "../server/sasl-exchange.js";
import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";

const NO_BYTES = Buffer.alloc(0);

/** Kafka's "does not expire". */
const UNLIMITED_SESSION = 0;

export const saslAuthenticate = defineApi({
  key: 36,
  name: "SaslAuthenticate",
  versions: [0, 1],
  beforeAuthentication: true,
  handle(request, context) {
    const { error, message, bytes } = authenticate(context, request.bytes());
    const answer = new Writer().int16(error).string(message).bytes(bytes);
    return context.version >= 1 ? answer.int64(UNLIMITED_SESSION) : answer;
  },
});

interface Answered {
  readonly error: ErrorCode;
  readonly message: string | null;
  readonly bytes: Buffer;
}

function authenticate({ connection, failWith }: ApiContext, message: Buffer): Answered {
  if (failWith !== errorCode.NONE) return refused(failWith, null);
  if (connection.exchange === undefined) {
    connection.closeAfterAnswer();
    return refused(errorCode.ILLEGAL_SASL_STATE, "SaslAuthenticate is expected after SaslHandshake, and once only");
  }
  const step: SaslStep = connection.exchange.step(message);
  if (step.kind === "continue") return { error: errorCode.NONE, message: null, bytes: step.answer };
  connection.exchange = undefined;
  if (step.kind === "failed") {
    connection.closeAfterAnswer();
    return refused(errorCode.SASL_AUTHENTICATION_FAILED, step.message);
  }
  connection.authenticated = true;
  connection.principal = `User:${step.user}`;
  return { error: errorCode.NONE, message: null, bytes: step.answer };
}

function refused(error: ErrorCode, message: string | null): Answered {
  return { error, message, bytes: NO_BYTES };
}
