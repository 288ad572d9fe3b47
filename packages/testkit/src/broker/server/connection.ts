import type { SaslExchange } from "./sasl-exchange.js";

/** Who speaks on a connection until it has authenticated, and for ever where the broker asks for nothing. */
export const ANONYMOUS = "User:ANONYMOUS";

/** What a handler may know of the connection that a request came on, and what authentication leaves there. */
export interface Connection {
  /** The address that the client speaks from. */
  readonly host: string;
  /**
   * Whether requests other than ApiVersions and those of SASL are served: true from the start where the broker has no
   * `sasl`. SaslAuthenticate sets it.
   */
  authenticated: boolean;
  /** `User:<name>`, {@link ANONYMOUS} before authentication. */
  principal: string;
  /** What SaslHandshake has begun and SaslAuthenticate carries on. */
  exchange: SaslExchange | undefined;
  readonly closed: boolean;
  /** Runs the listener when the connection closes, at once where it has closed. Returns what takes the listener away. */
  onClose(listener: () => void): () => void;
  /** Closes the connection once the request at hand has been answered; requests behind it are not served. */
  closeAfterAnswer(): void;
  /** Drops the connection; requests that wait on it are not answered. */
  destroy(): void;
}
