/** A token for a backend, as an issuer gave it. */
export type AccessToken = {
  readonly text: string
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number
  /** Everything that the issuer answered. Source: RFC 6749, section 5.1. */
  readonly answer: Readonly<Record<string, unknown>>
}

/** Where a token comes from, and what is asked for. */
export type TokenRequest =
  | {
      readonly kind: 'managed-identity'
      readonly resource: string
      /** Of a user-assigned identity; undefined for the instance's own. */
      readonly clientId: string | undefined
    }
  | {
      readonly kind: 'client-credentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      /** Apart by spaces; empty for the issuer's default. */
      readonly scope: string
    }

/** The tokens that this instance sends to backends, kept over revisions. */
export type AccessTokens = {
  /**
   * A token that is good now, from what is kept where there is one. Rejects with an Error that says
   * why when there is none and the issuer gives none.
   */
  tokenFor(request: TokenRequest): AccessToken | Promise<AccessToken>
}
