import type { AddressInfo, Server } from "node:net";

/** Rejects with what is to be done about it when the port or the host cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is in use: stop what listens there, give another \`port\`, or leave it out for a free one`,
    EACCES: `port ${port} is not for everybody: give one above 1023`,
    EADDRNOTAVAIL: "that `host` is no address of this machine",
    ENOTFOUND: "that `host` is not known",
  };
  return new Error(`the registry cannot listen on ${host}:${port}: ${why[error.code ?? ""] ?? error.message}`, {
    cause: error,
  });
}

/** Host and port as a client writes them; one that listens everywhere is asked at the loopback interface. */
export function authorityOf(server: Server, host: string): string {
  const { address, family, port } = server.address() as AddressInfo;
  if (address === "0.0.0.0" || address === "::") return `127.0.0.1:${port}`;
  const name = host === "localhost" ? host : address;
  return family === "IPv6" && name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
}
