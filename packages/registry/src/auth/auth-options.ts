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
   * The share of a token's life after which it is renewed.
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
