import { hash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Clock } from '../clock.ts'
import { connectRedis } from '../redis/connect-redis.ts'
import type { Cache, CacheCaller } from './cache.ts'
import { type CacheEntry, expiresAtMsOf } from './entry.ts'
import { packedEntry, unpackedEntry } from './packed-entry.ts'
import { restoredValue, storedValueOf } from './stored-value.ts'

export type ExternalCache = Cache &
  AsyncDisposable & {
    /** How long it takes to answer; undefined when it does not in time. */
    answerMs(): Promise<number | undefined>
  }

export type ExternalCacheOptions = {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** Whose entries these are: those of another namespace are never seen. */
  readonly namespace: string
  readonly clock: Clock
}

// What a policy waits at most, frozen server or not: longer, and the backend could have answered.
const answerMs = 100
const connectMs = 1_000
// A server that has not said anything for so long, though asked, is connected to anew.
const silentMs = 1_000
// Not answered yet: past this a server that hangs is not asked more, and takes no more memory.
const waitingMax = 1_000
const waitingBytesMax = 32 * 1024 * 1024
const keyLengthMax = 256

/**
 * A cache in Redis, shared by all who have its URL and namespace. A server that is away, slow or
 * full is a miss and a line in the request's trace, after 100 ms at most.
 * Source: APIM, api-management-howto-cache-external.
 */
export function openExternalCache(options: ExternalCacheOptions): ExternalCache {
  const { namespace, clock } = options
  const redis = connectRedis(options.url, { connectMs, answerMs, silentMs })
  const ask = boundedAsking(redis)
  const nowMs = () => clock.nowUs() / 1_000
  // Escaped, so that no key of one namespace ever spells a name of another.
  const prefix = `gatedrill:${encodeURIComponent(namespace)}`
  const nameOf = (kind: string, key: string) => {
    const short = key.length <= keyLengthMax ? key : hash('sha256', key)
    return `${prefix}:${kind}:${short}`
  }

  async function read(name: string, caller?: CacheCaller): Promise<CacheEntry | undefined> {
    const found = await ask(caller, 0, () => redis.getBuffer(name))
    if (found === undefined || found.kind === 'failed' || found.answer === null) return undefined
    const entry = unpackedEntry(found.answer, clock)
    return entry !== undefined && expiresAtMsOf(entry) > nowMs() ? entry : undefined
  }

  function write(name: string, entry: CacheEntry, caller?: CacheCaller): void {
    const lifeMs = Math.ceil(expiresAtMsOf(entry) - nowMs())
    if (lifeMs <= 0) return
    const bytes = packedEntry(entry, clock)
    void ask(caller, bytes.length, () => redis.set(name, bytes, 'PX', lifeMs))
  }

  return {
    get: async (key, caller) => {
      const entry = await read(nameOf('response', key), caller)
      return entry?.kind === 'response' ? entry.response : undefined
    },
    set: (key, response, caller) =>
      write(nameOf('response', key), { kind: 'response', response }, caller),
    getValue: async (key, caller) => {
      const entry = await read(nameOf('value', key), caller)
      return entry?.kind === 'value' ? restoredValue(entry.value) : undefined
    },
    setValue: (key, value, expiresAtMs, caller) =>
      write(
        nameOf('value', key),
        { kind: 'value', value: storedValueOf(value), expiresAtMs },
        caller,
      ),
    removeValue: async (key, caller) => {
      const removed = await ask(caller, 0, () => redis.del(nameOf('value', key)))
      return removed.kind === 'answered'
    },
    async answerMs() {
      const askedAtMs = nowMs()
      const answer = await ask(undefined, 0, () => redis.ping())
      return answer.kind === 'answered' ? nowMs() - askedAtMs : undefined
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect()
    },
  }
}

type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed' }

/** Asks as long as not too much is waiting already; never rejects. */
function boundedAsking(redis: Redis) {
  let waiting = 0
  let waitingBytes = 0
  return async <Answer>(
    caller: CacheCaller | undefined,
    bytes: number,
    question: () => Promise<Answer>,
  ): Promise<Asked<Answer>> => {
    const failed = (why: string): Asked<Answer> => {
      caller?.trace('external-cache', `the external cache did not answer: ${why}`)
      return { kind: 'failed' }
    }
    if (redis.status !== 'ready') return failed(`it is not connected (${redis.status})`)
    if (waiting >= waitingMax || waitingBytes + bytes > waitingBytesMax) {
      return failed('too many others wait for it')
    }
    waiting += 1
    waitingBytes += bytes
    try {
      return { kind: 'answered', answer: await question() }
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    } finally {
      waiting -= 1
      waitingBytes -= bytes
    }
  }
}
