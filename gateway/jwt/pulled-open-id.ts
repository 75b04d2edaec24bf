import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import type { FetchJson } from '../backends/fetch-text.ts'
import type { Clock } from '../clock.ts'
import type { Issuer, OpenId } from './open-id.ts'

const configurationSchema = z.looseObject({ issuer: z.string(), jwks_uri: z.url() })
const keySchema = z.looseObject({ kty: z.string() })
const keysSchema = z.looseObject({ keys: z.array(keySchema) })

// How long pulled keys are good, and how long it is left at one try. Source: APIM, validate-jwt.
const freshMs = 3_600_000
const pauseMs = 300_000

type Known = {
  issuer: Issuer | undefined
  /** Milliseconds of the run's clock. */
  pulledAtMs: number
  /** When a pull was last begun that failed, or that no schedule asked for. */
  triedAtMs: number
  pulling: Promise<Issuer> | undefined
}

/**
 * Pulls OpenID configurations and keys when they are first needed and then once an hour. When the
 * issuer is out of reach the old ones stay in use; it is then asked at most once in five minutes,
 * as it is for a key that it did not publish. A pull that was due and went well holds nothing up: a
 * key that is new right after it is found at once. Source: APIM, validate-jwt.
 */
export function pulledOpenId(fetchJson: FetchJson, clock: Clock): OpenId {
  const known = new Map<string, Known>()
  const nowMs = () => clock.nowUs() / 1_000

  async function pull(url: string, entry: Known): Promise<Issuer> {
    const begunAtMs = nowMs()
    try {
      const configuration = configurationSchema.parse(await fetchJson(url))
      const keys = keySetOf(await fetchJson(configuration.jwks_uri))
      entry.issuer = { issuer: configuration.issuer, keys }
      entry.pulledAtMs = nowMs()
      return entry.issuer
    } catch (error) {
      entry.triedAtMs = begunAtMs
      throw error
    } finally {
      entry.pulling = undefined
    }
  }

  function start(url: string, entry: Known): Promise<Issuer> {
    entry.pulling ??= pull(url, entry)
    return entry.pulling
  }

  function entryOf(url: string): Known {
    const found = known.get(url)
    if (found !== undefined) return found
    const entry: Known = {
      issuer: undefined,
      pulledAtMs: Number.NEGATIVE_INFINITY,
      triedAtMs: Number.NEGATIVE_INFINITY,
      pulling: undefined,
    }
    known.set(url, entry)
    return entry
  }

  const mayTry = ({ triedAtMs }: Known) => nowMs() - triedAtMs >= pauseMs

  return {
    issuerOf(url) {
      const entry = entryOf(url)
      if (entry.issuer !== undefined && nowMs() - entry.pulledAtMs < freshMs) return entry.issuer
      if (entry.pulling !== undefined) return entry.pulling
      if (mayTry(entry)) {
        const pulling = start(url, entry)
        const old = entry.issuer
        return old === undefined ? pulling : pulling.catch(() => old)
      }
      if (entry.issuer !== undefined) return entry.issuer
      return Promise.reject(new Error(`${url} could not be pulled a short while ago`))
    },
    async pullAgain(url) {
      const entry = entryOf(url)
      if (entry.pulling !== undefined) return entry.pulling.catch(() => undefined)
      if (!mayTry(entry)) return undefined
      entry.triedAtMs = nowMs()
      return start(url, entry).catch(() => undefined)
    },
  }
}

/** jose checks each key when it is used; here only the set's shape matters. */
function keySetOf(document: unknown): JSONWebKeySet {
  const { keys } = keysSchema.parse(document)
  return { keys: keys.map((key) => ({ ...key })) }
}
