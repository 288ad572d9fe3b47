import { UsageError } from "../errors/usage-error.js";

/** Name and password. */
export type BasicAuth = { readonly username: string; readonly password: string };

/** A token, or a function that gives one: asked before every request, so it should cache. */
export type BearerToken = string | (() => string | Promise<string>);

/** OAuth 2 client credentials: a token is fetched once, shared, and renewed before it expires. */
export type OAuthOptions = {
  /** The token endpoint. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  /** Further form fields of the token request, such as `audience`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * How the client proves itself: an Authorization header, or fields of the form.
   * @default "header" (RFC 6749 asks every server to support it)
   */
  readonly clientAuthentication?: "header" | "form";
  /**
   * The share of a token's life after which it is renewed, in the background: calls wait only once it has expired.
   * @default 0.8
   */
  readonly refreshAt?: number;
};

/** Headers made for every request, for any other kind of authentication. */
export type HeaderAuth = () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

/** How the client proves who it is. Exactly one of them. */
export type AuthOptions =
  | { readonly basic: BasicAuth }
  | { readonly bearer: BearerToken }
  | { readonly oauth: OAuthOptions }
  | { readonly headers: HeaderAuth };

/** Settings often come from variables that are not set: better said now than with every request. */
export function requireText(settings: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value !== "string") throw new UsageError(`${name} is no text: is the variable that it comes from set?`);
  }
}
