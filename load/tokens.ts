import { request } from 'undici'
import { GatedrillError } from '../ledger/errors.ts'
import { tokenAnswerSchema } from '../ledger/launch/identity.ts'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { loadErrorCodes, loadProblem } from './errors.ts'
import type { Random } from './random.ts'

/**
 * A new one is fetched when a share of its life between these is over: drawn each time, so that
 * clients who began together do not all come at once.
 */
const renewAfterShares = { from: 0.65, to: 0.85 }
/** Between tries to renew one: a token is still good while the identity provider is down. */
const retryAfterUs = 1e6
/** For each of the answer's head and its body. */
const answerWithinMs = 5_000

type Source = NonNullable<LoadLaunch['tokens']>

/**
 * The JWT of a population, renewed before it expires, never on the way of a request. While nobody
 * mints a new one the old one is sent, also when it has expired: its clients then see refusals.
 */
export class Tokens {
  readonly #from: Source
  readonly #random: Random
  #token = ''
  #renewAtUs = 0
  #isRenewing = false
  #expiresAtUs = 0
  /** How much younger the clients take it for than it is. */
  #behindUs = 0

  constructor(from: Source, random: Random) {
    this.#from = from
    this.#random = random
  }

  /** Fetches the first one; a GatedrillError says why there is none. */
  async fetch(nowUs: number): Promise<void> {
    try {
      await this.#renew(nowUs)
    } catch (error) {
      const { audience, endpoint } = this.#from
      const { host, port } = endpoint
      throw new GatedrillError(
        loadProblem({
          code: loadErrorCodes.noToken,
          where: `http://${host}:${port}/token`,
          what: `no token for ${audience}: ${error instanceof Error ? error.message : error}`,
          why: 'an operation of the load sends a JWT',
          fix: 'give the scenario an identity, or send no token',
        }),
      )
    }
  }

  get current(): string {
    return this.#token
  }

  /** The clients' clock goes behind the true time by that. */
  clockBehind(byS: number): void {
    this.#behindUs = byS * 1e6
  }

  isExpired(nowUs: number): boolean {
    return nowUs > this.#expiresAtUs
  }

  /**
   * Called often; starts a renewal when it is time. One that fails is tried again each second:
   * what an expired token does to requests shows in their outcomes.
   */
  tend(nowUs: number): void {
    if (nowUs - this.#behindUs < this.#renewAtUs || this.#isRenewing) return
    this.#isRenewing = true
    this.#renew(nowUs)
      .catch((error: unknown) => {
        this.#renewAtUs = nowUs + retryAfterUs
        process.stderr.write(`no new token: ${error}\n`)
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
      headersTimeout: answerWithinMs,
      bodyTimeout: answerWithinMs,
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`status ${statusCode}: ${text.slice(0, 200)}`)
    const answer = tokenAnswerSchema.parse(JSON.parse(text))
    if (answer.expires_in <= 0) throw new Error(`it expires in ${answer.expires_in} s`)
    const { from, to } = renewAfterShares
    const renewAfterShare = from + (to - from) * this.#random()
    this.#token = answer.access_token
    this.#renewAtUs = nowUs + answer.expires_in * renewAfterShare * 1e6
    this.#expiresAtUs = nowUs + answer.expires_in * 1e6
  }
}
