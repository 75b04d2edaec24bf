import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import { apartInRedis, meetsInRedis } from './hearing-redis.ts'
import type { FaultTimes } from './phases.ts'
import type { Manifest } from './store/manifest.ts'

/** A span in which some holders did not hear of what others counted, or heard of it late. */
export type Apart = {
  readonly fromUs: number
  /** Until they had met again and told each other everything. */
  readonly toUs: number
  /** Pairs of instances: the first did not hear the second. */
  readonly deaf: readonly (readonly [listener: string, speaker: string])[]
  /** Added to the replication lag. */
  readonly lateMs: number
  /** Nobody could call these, so that they admitted nothing; what they had not said was lost. */
  readonly cutOff: readonly string[]
}

// Waits between attempts to meet again grow to a second; then everything is told at once.
const meetAgainMs = 1_500

const linksSchema = z.object({
  toxic: z.looseObject({ kind: z.string() }),
  links: z.array(z.string()),
})
const linksHealedSchema = z.looseObject({ links: z.array(z.string()) })

/** A portion waits behind the one before it, which is as late: twice the delay, each way. */
const lateFactor = 4

/** All spans of a run, from what was done to links and from faults of counters themselves. */
export function apartOf(
  { instances, scenario }: Pick<Manifest, 'instances'> & Partial<Pick<Manifest, 'scenario'>>,
  events: readonly DrillEvent[],
  faults: readonly FaultTimes[],
): Apart[] {
  if (meetsInRedis(scenario)) return apartInRedis(instances, events, faults)
  const names = instances.map(({ instance }) => instance)
  return [...apartByLinks(new Set(names), events), ...apartByFaults(names, faults)]
}

function apartByLinks(instances: ReadonlySet<string>, events: readonly DrillEvent[]): Apart[] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'link-silenced' && event.kind !== 'link-harmed') return []
    const { data } = linksSchema.safeParse(event.detail)
    if (data === undefined) return []
    const arrows = data.links.map(endsOf)
    const peers = arrows.filter(({ from, to }) => instances.has(from) && instances.has(to))
    if (peers.length === 0) return []
    const lateMs = latenessOf(data.toxic)
    const healed = events.slice(index + 1).find(({ kind, fault, detail }) => {
      const links = linksHealedSchema.safeParse(detail).data?.links
      return kind === 'link-healed' && fault === event.fault && isSame(links, data.links)
    })
    const doors = arrows.filter(({ from, to }) => !instances.has(from) && instances.has(to))
    return {
      fromUs: event.atUs,
      toUs: (healed?.atUs ?? Number.POSITIVE_INFINITY) + meetAgainMs * 1_000,
      // Who connects speaks: the changes of `from` go up the link, and only their receipt down.
      deaf: lateMs === 0 ? peers.map(({ from, to }) => [to, from] as const) : [],
      lateMs: lateMs * lateFactor,
      cutOff: lateMs === 0 ? doors.map(({ to }) => to) : [],
    }
  })
}

function endsOf(link: string): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = link.split('>')
  return { from, to }
}

function isSame(some: readonly string[] | undefined, others: readonly string[]): boolean {
  return some?.length === others.length && some.every((link, index) => link === others[index])
}

/** A toxic that only delays makes nobody deaf; 0 for all others. */
function latenessOf(toxic: Readonly<Record<string, unknown>>): number {
  if (toxic.kind !== 'latency') return 0
  return Number(toxic.latencyMs ?? 0) + Number(toxic.jitterMs ?? 0)
}

/** Faults of what instances send of their counters; others are seen on links. */
function apartByFaults(instances: readonly string[], faults: readonly FaultTimes[]): Apart[] {
  return faults.flatMap(({ kind, targets, params, applyingAtUs, undoneAtUs }) => {
    if (applyingAtUs === undefined) return []
    const isLate = kind === 'counter-delay'
    const isUnheard = ['counter-loss', 'counter-jam', 'counter-reorder'].includes(kind)
    if (!isLate && !isUnheard) return []
    const speakers = targets.filter((target) => instances.includes(target))
    return {
      fromUs: applyingAtUs,
      toUs: (undoneAtUs ?? Number.POSITIVE_INFINITY) + meetAgainMs * 1_000,
      deaf: isUnheard
        ? speakers.flatMap((speaker) =>
            instances
              .filter((listener) => listener !== speaker)
              .map((listener) => [listener, speaker] as const),
          )
        : [],
      lateMs: isLate
        ? (Number(params.delayMs ?? 0) + Number(params.jitterMs ?? 0)) * lateFactor
        : 0,
      cutOff: [],
    }
  })
}

/**
 * P: the longest row of holders in which each one is deaf to all before it. Only they can each use
 * up the limit: the last holder of all to admit a call has heard everybody else in time, so what it
 * did not know was admitted by those it is deaf to, and so on among those. Two halves that are cut
 * in both directions make 2; holders that all hear each other make 1.
 */
export function groupsOf(holders: readonly string[], spans: readonly Apart[]): number {
  const cutOff = new Set(spans.flatMap((span) => span.cutOff))
  const able = holders.filter((holder) => !cutOff.has(holder))
  const deafTo = new Map<string, Set<string>>()
  for (const [listener, speaker] of spans.flatMap(({ deaf }) => deaf)) {
    deafTo.set(listener, (deafTo.get(listener) ?? new Set()).add(speaker))
  }
  const known = new Map<string, number>()
  const longest = (among: readonly string[]): number => {
    const name = among.join(' ')
    const before = known.get(name)
    if (before !== undefined) return before
    // Too many different halves to go through: every holder alone is always true.
    if (known.size > rowsMax) return among.length
    const lengths = among.map(
      (last) => 1 + longest(among.filter((one) => deafTo.get(last)?.has(one) === true)),
    )
    const length = Math.max(0, ...lengths)
    known.set(name, length)
    return length
  }
  return Math.max(1, longest(able))
}

const rowsMax = 5_000
