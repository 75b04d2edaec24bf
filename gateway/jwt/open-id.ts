import type { JSONWebKeySet } from 'jose'

/** What an issuer publishes: its name, and the keys that its tokens are signed with. */
export type Issuer = { readonly issuer: string; readonly keys: JSONWebKeySet }

/** The OpenID configurations that this instance knows, with their keys. */
export type OpenId = {
  /**
   * The issuer behind an OpenID configuration document, from what is kept where that is fresh.
   * Rejects when nothing is kept and it cannot be pulled.
   */
  issuerOf(configurationUrl: string): Issuer | Promise<Issuer>
  /** Pulls again for a token whose key is unknown, unless that was tried within five minutes. */
  pullAgain(configurationUrl: string): Promise<Issuer | undefined>
}
