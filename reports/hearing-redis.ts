import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import type { Apart } from './hearing.ts'
import type { FaultTimes } from './phases.ts'
import type { Manifest } from './store/manifest.ts'

const scenarioSchema = z.looseObject({ counters: z.literal('redis') })

/** Whether the holders of a run met in Redis, and told each other nothing. */
export function meetsInRedis(scenario: unknown): boolean {
  return scenarioSchema.safeParse(scenario).success
}

// Until a lost connection is made again, all is told and everybody has looked twice.
const meetAgainMs = 2_500
/** What is told late is heard late: each look waits for an answer, and the next for that one. */
const lateFactor = 4

const redisFaults = new Set(['redis-down', 'redis-failover', 'redis-lost-data'])
const linksSchema = z.object({
  toxic: z.looseObject({ kind: z.string() }),
  links: z.array(z.string()),
})

type Placed = Manifest['instances'][number]

/**
 * Spans in which holders that meet in Redis did not hear each other: while the Redis of their region
 * was away, and while the way to it was harmed. What becomes of links between them is no matter.
 */
export function apartInRedis(
  instances: readonly Placed[],
  events: readonly DrillEvent[],
  faults: readonly FaultTimes[],
): Apart[] {
  const away = faults.flatMap(({ kind, targets, applyingAtUs, undoneAtUs }): Apart[] => {
    if (!redisFaults.has(kind) || applyingAtUs === undefined) return []
    const holders = instances.filter(({ region }) => targets.includes(`redis-${region}`))
    return [spanOf(holders, holders, applyingAtUs, undoneAtUs)]
  })
  return [...away, ...harmedWays(instances, events)]
}

function harmedWays(instances: readonly Placed[], events: readonly DrillEvent[]): Apart[] {
  return events.flatMap((event, index): Apart[] => {
    if (event.kind !== 'link-silenced' && event.kind !== 'link-harmed') return []
    const { data } = linksSchema.safeParse(event.detail)
    const cut = instances.filter(({ instance, region }) =>
      data?.links.includes(`${instance}>redis-${region}`),
    )
    if (data === undefined || cut.length === 0) return []
    const healed = events
      .slice(index + 1)
      .find(({ kind, fault }) => kind === 'link-healed' && fault === event.fault)
    const regions = new Set(cut.map(({ region }) => region))
    const others = instances.filter(({ region }) => regions.has(region))
    // Nobody could call those whose doors were cut as well; what they had not told was lost.
    const cutOff = cut
      .map(({ instance }) => instance)
      .filter((name) => data.links.some((link) => isDoor(link, name, instances)))
    const span = { ...spanOf(cut, others, event.atUs, healed?.atUs), cutOff }
    if (data.toxic.kind !== 'latency') return [span]
    const lateMs = Number(data.toxic.latencyMs ?? 0) + Number(data.toxic.jitterMs ?? 0)
    // Past its patience a holder gives up the connection, and hears nothing at all.
    return [
      lateMs >= patienceMs ? span : { ...span, deaf: [], cutOff: [], lateMs: lateMs * lateFactor },
    ]
  })
}

function isDoor(link: string, name: string, instances: readonly Placed[]): boolean {
  const [from, to] = link.split('>')
  return to === name && !instances.some(({ instance }) => instance === from)
}

// Half of what a holder waits for an answer, so that a slow machine is on the safe side.
const patienceMs = 1_000

/** Those of `some` neither hear the others of their region nor are heard by them. */
function spanOf(
  some: readonly Placed[],
  others: readonly Placed[],
  fromUs: number,
  toUs = Number.POSITIVE_INFINITY,
): Apart {
  const deaf = some.flatMap(({ instance, region }) =>
    others
      .filter((other) => other.instance !== instance && other.region === region)
      .flatMap((other) => [
        [instance, other.instance] as const,
        [other.instance, instance] as const,
      ]),
  )
  return { fromUs, toUs: toUs + meetAgainMs * 1_000, deaf, lateMs: 0, cutOff: [] }
}
