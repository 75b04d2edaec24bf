import { Redis } from 'ioredis'

export type RedisPatience = {
  readonly connectMs: number
  /** What one question waits for its answer. */
  readonly answerMs: number
  /** A server that has not said anything for so long, though asked, is connected to anew; absent: never. */
  readonly silentMs?: number
}

// Pauses between attempts to connect again; a server that is back is used within this time.
const reconnectMsMax = 500

/** A connection to a Redis that may go and come: without it, every question fails at once. */
export function connectRedis(url: string, { connectMs, answerMs, silentMs }: RedisPatience): Redis {
  const redis = new Redis(url, {
    connectTimeout: connectMs,
    commandTimeout: answerMs,
    ...(silentMs === undefined ? {} : { socketTimeout: silentMs }),
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempts) => Math.min(attempts * 50, reconnectMsMax),
  })
  // Whoever asks hears of it with the question; the process goes on without.
  redis.on('error', () => undefined)
  return redis
}
