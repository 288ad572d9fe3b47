import { type ErrorCode, errorCode } from "../wire/error-code.js";
import { Writer } from "../wire/writer.js";
import { type ApiContext, defineApi } from "./define-api.js";

export const saslHandshake = defineApi({
  key: 17,
  name: "SaslHandshake",
  versions: [0, 1],
  beforeAuthentication: true,
  handle(request, context) {
    const mechanism = request.string();
    // After version 0 the client would speak without Kafka's frames. It is announced because librdkafka looks for it.
    const error = context.version === 0 ? errorCode.UNSUPPORTED_VERSION : begin(context, mechanism);
    return new Writer()
      .int16(error)
      .array(context.cluster.authenticator?.mechanisms ?? [], (w, mechanism) => w.string(mechanism));
  },
});

function begin({ cluster, connection, failWith }: ApiContext, mechanism: string): ErrorCode {
  if (failWith !== errorCode.NONE) return failWith;
  if (cluster.authenticator === undefined || connection.authenticated) return errorCode.ILLEGAL_SASL_STATE;
  connection.exchange = cluster.authenticator.begin(mechanism);
  if (connection.exchange !== undefined) return errorCode.NONE;
  connection.closeAfterAnswer();
  return errorCode.UNSUPPORTED_SASL_MECHANISM;
}
