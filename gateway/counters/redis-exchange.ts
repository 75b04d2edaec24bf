import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { connectRedis } from '../redis/connect-redis.ts'
import { changesSchema } from './changes.ts'
import type { ReplicatedCounters } from './replicated-counters.ts'

export type RedisExchangeOptions = {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** Of those who count together: others are never heard. */
  readonly namespace: string
  /** Whose changes these are: never the same for two processes. */
  readonly holder: string
  readonly counters: Pick<
    ReplicatedCounters,
    'openPeer' | 'closePeer' | 'takeChanges' | 'isOwed' | 'merge'
  >
  readonly clock: Pick<Clock, 'after'>
  /** Between two looks: a change is heard after two of them at most. */
  readonly periodMs: number
}

export type RedisExchange = AsyncDisposable & {
  /** It has told all it knows, and hears the others. */
  readonly isMet: boolean
  /** Tells all again at the next look, and asks the others to. */
  meetAnew(): void
}

/** To the counters, Redis is one more peer. */
const peer = 'redis'
// Longer than a slow server takes; who waits longer hears nothing meanwhile.
const answerWithinMs = 2_000
// Of 512 KB each, in one look: what is left is told in the next.
const portionsMax = 8
const entriesAtOnce = 500
// Who has missed more than this asks everybody to tell all again.
const entriesMax = 5_000
// Left behind by a run that ended, it must not stay for ever.
const keptMs = 3_600_000

/**
 * Counters that meet in Redis and not each other: every holder appends what it has counted to a
 * stream, and reads what others have. What is told is state, merged as the larger one of two counts,
 * so Redis is no authority: who finds it new (restarted, failed over, emptied) tells all it knows
 * again and asks the others to. While it is away each holder counts on by what it had heard, which
 * fails open, by no more than one limit for each holder.
 * Source: no article describes counters in a Redis of one's own; a cache that fails never fails a
 * request (APIM, api-management-howto-cache), and limits are held to that too.
 */
export function exchangeOverRedis(options: RedisExchangeOptions): RedisExchange {
  const { counters, clock, periodMs } = options
  const redis = connectRedis(options.url, { connectMs: answerWithinMs, answerMs: answerWithinMs })
  const look = lookerOf(redis, options)
  let isMet = false
  let isOver = false
  let callOff: () => void = () => undefined
  const lose = () => {
    isMet = false
    counters.closePeer(peer)
  }
  redis.on('close', lose)

  async function turn(): Promise<void> {
    if (redis.status === 'ready') {
      const isNew = !isMet
      if (isNew) {
        isMet = true
        counters.openPeer(peer)
      }
      try {
        if ((await look(isNew)) === 'others ask') counters.openPeer(peer)
      } catch {
        // What was taken and perhaps not written is told again with all else.
        lose()
      }
    }
    if (!isOver) callOff = clock.after(periodMs, () => void turn())
  }
  callOff = clock.after(periodMs, () => void turn())

  return {
    get isMet() {
      return isMet
    },
    meetAnew: lose,
    async [Symbol.asyncDispose]() {
      isOver = true
      callOff()
      redis.disconnect()
    },
  }
}

const entrySchema = z.tuple([z.string(), z.array(z.string())])
const readSchema = z.array(z.tuple([z.string(), z.array(entrySchema)])).nullable()
const toldSchema = z.strictObject({ holder: z.string(), asks: z.boolean(), changes: changesSchema })

/** Before the first entry of any stream. */
const start = '0-0'

/**
 * One look: tells what is owed, hears what others told. `isNew` says that nothing is known of what
 * this Redis has. Rejects when it does not answer.
 */
function lookerOf(redis: Redis, { namespace, holder, counters }: RedisExchangeOptions) {
  // Escaped, so that no key of one namespace ever spells a name of another.
  const stream = `gatedrill:${encodeURIComponent(namespace)}:counters`
  const mark = `${stream}:mark`
  let lastId = start
  let known: string | undefined

  return async function look(isNew: boolean): Promise<'others ask' | 'nothing'> {
    const asked = redis.pipeline()
    asked.set(mark, randomUUID(), 'PX', keptMs, 'NX')
    asked.get(mark)
    for (const told of portionsOf(holder, counters, isNew)) {
      asked.xadd(stream, 'MAXLEN', '~', entriesMax, '*', 'told', JSON.stringify(told))
    }
    asked.pexpire(stream, keptMs)
    asked.xread('COUNT', entriesAtOnce, 'STREAMS', stream, lastId)
    const answers = (await asked.exec()) ?? []
    const failed = answers.find(([error]) => error !== null)
    if (failed?.[0]) throw failed[0]
    const foundMark = z.string().nullable().parse(answers[1]?.[1]) ?? undefined
    const isOther = foundMark !== known
    known = foundMark
    const entries = readSchema.parse(answers.at(-1)?.[1])?.[0]?.[1] ?? []
    // An emptied server counts its entries anew, and what it has is merged twice without harm.
    lastId = isOther && lastId !== start ? start : (entries.at(-1)?.[0] ?? lastId)
    const othersAsk = entries.map(([, fields]) => hear(fields, holder, counters)).includes(true)
    return othersAsk || (isOther && !isNew) ? 'others ask' : 'nothing'
  }
}

function* portionsOf(
  holder: string,
  counters: RedisExchangeOptions['counters'],
  isNew: boolean,
): Generator<z.output<typeof toldSchema>> {
  if (isNew) yield { holder, asks: true, changes: [] }
  for (let portions = 0; portions < portionsMax && counters.isOwed(peer); portions += 1) {
    const changes = counters.takeChanges(peer)
    if (changes.length > 0) yield { holder, asks: false, changes }
  }
}

/** Merges what another holder told; true when it asks for all. What is none of ours is let be. */
function hear(
  fields: readonly string[],
  holder: string,
  counters: RedisExchangeOptions['counters'],
): boolean {
  const told = toldSchema.safeParse(jsonOf(fields[1] ?? ''))
  if (!told.success || told.data.holder === holder) return false
  counters.merge(told.data.changes)
  return told.data.asks
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
