import { request } from 'undici'
import { z } from 'zod'
import { GatedrillError } from '../ledger/errors.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'

const grantSchema = z.looseObject({ access_token: z.string(), expires_in: z.number().positive() })

/** A new one is fetched when this share of its life is over. */
const renewAfterShare = 0.75
/** Between tries to renew one: a token is still good while the identity provider is down. */
const retryAfterUs = 1e6

/** The JWT of a population, renewed before it expires, never on the way of a request. */
export class Tokens {
  readonly #from: NonNullable<LoadLaunch['tokens']>
  #token = ''
  #renewAtUs = 0
  #isRenewing = false

  private constructor(from: NonNullable<LoadLaunch['tokens']>) {
    this.#from = from
  }

  /** Fetches the first one; a GatedrillError says why there is none. */
  static async fetch(from: NonNullable<LoadLaunch['tokens']>, nowUs: number): Promise<Tokens> {
    const tokens = new Tokens(from)
    try {
      await tokens.#renew(nowUs)
    } catch (error) {
      const { host, port } = from.endpoint
      throw new GatedrillError({
        code: 'LOAD_NO_TOKEN',
        where: `http://${host}:${port}/token`,
        what: `no token for ${from.audience}: ${error instanceof Error ? error.message : error}`,
        why: 'an operation of the load sends a JWT',
        fix: 'give the scenario an identity, or send no token',
      })
    }
    return tokens
  }

  get current(): string {
    return this.#token
  }

  /** Called often; starts a renewal when it is time. */
  tend(nowUs: number): void {
    if (nowUs < this.#renewAtUs || this.#isRenewing) return
    this.#isRenewing = true
    this.#renew(nowUs)
      .catch(() => {
        this.#renewAtUs = nowUs + retryAfterUs
      })
      .finally(() => {
        this.#isRenewing = false
      })
  }

  async #renew(nowUs: number): Promise<void> {
    const { endpoint, audience, claims } = this.#from
    const { statusCode, body } = await request(`http://${endpoint.host}:${endpoint.port}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ audience, claims }),
      headersTimeout: 5_000,
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`status ${statusCode}: ${text.slice(0, 200)}`)
    const grant = grantSchema.parse(JSON.parse(text))
    this.#token = grant.access_token
    this.#renewAtUs = nowUs + grant.expires_in * renewAfterShare * 1e6
  }
}
