import type { ServerOptions } from "node:https";

/** Certificates and keys in PEM. */
export type ServerTlsOptions = {
  /** The key of `cert`. */
  readonly key: string | Buffer;
  /** The server's certificate, and what leads from it to an authority. */
  readonly cert: string | Buffer;
  /** The authorities whose client certificates are accepted. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** The passphrase of `key`. */
  readonly passphrase?: string | undefined;
  /**
   * Whether a client must show a certificate that `ca` signed (mutual TLS).
   * @default false
   */
  readonly requestClientCert?: boolean | undefined;
};

/** The options as Node wants them. Throws when a client certificate is wanted that nothing could be checked with. */
export function tlsOptions({ key, cert, ca, passphrase, requestClientCert = false }: ServerTlsOptions): ServerOptions {
  if (requestClientCert && ca === undefined) {
    throw new Error("`requestClientCert` needs `ca`, the authority that signed the clients' certificates");
  }
  return {
    key,
    cert,
    requestCert: requestClientCert,
    rejectUnauthorized: requestClientCert,
    ...(ca === undefined ? {} : { ca: Array.isArray(ca) ? [...ca] : (ca as string | Buffer) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}
