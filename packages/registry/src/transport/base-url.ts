import { UsageError } from "../errors/usage-error.js";

/** One address of a registry, taken apart. */
export type RegistryNode = {
  /** Scheme, host, port and path prefix, without credentials and without a slash at the end. */
  readonly url: string;
  /** The Authorization header that the address itself asks for: `https://user:password@host`. */
  readonly authorization: string | undefined;
  /** The parts of the address that must not be shown. */
  readonly secrets: readonly string[];
};

/** Reads one base URL. Its credentials are percent-decoded and kept apart from it. */
export function parseBaseUrl(text: string): RegistryNode {
  const url = parse(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UsageError(
      `baseUrl has the scheme ${url.protocol.slice(0, -1)}: write http://host:port or https://host:port`,
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new UsageError(
      "baseUrl has a query or fragment: write only scheme, host, port and, where there is one, a path prefix",
    );
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, "")}`, ...readCredentials(url, "baseUrl") };
}

/** The credentials in an address, percent-decoded. `option` is its name in errors. */
export function readCredentials(url: URL, option: string): Pick<RegistryNode, "authorization" | "secrets"> {
  const { username, password } = decodeCredentials(url, option);
  if (username === "" && password === "") return { authorization: undefined, secrets: [] };
  const pair = base64(`${username}:${password}`);
  return {
    authorization: `Basic ${pair}`,
    secrets: [password, url.password, pair].filter((secret) => secret !== ""),
  };
}

/** Base64 of a text's UTF-8 bytes. */
export function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

function parse(text: string): URL {
  if (typeof text !== "string" || text.trim() === "") {
    throw new UsageError('baseUrl is missing: give the address of the registry, such as "http://localhost:8081"');
  }
  try {
    return new URL(text);
  } catch {
    // The text may hold a password: it is not shown, and the cause, which holds it, is not kept.
    const shape = text.includes("://")
      ? "it cannot be parsed; characters such as / ? # in a password are written as %2F %3F %23"
      : 'the scheme is missing: write "http://" or "https://" in front';
    throw new UsageError(`baseUrl is no URL (${shape})`);
  }
}

function decodeCredentials(url: URL, option: string): { username: string; password: string } {
  try {
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    throw new UsageError(`the credentials in ${option} are not percent-encoded properly: a % stands for itself as %25`);
  }
}
