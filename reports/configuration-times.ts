import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import type { FaultTimes } from './phases.ts'
import { standbyServiceOf } from './standby.ts'
import type { Manifest } from './store/manifest.ts'

/** Microseconds of the run's clock; `toUs` is infinite for what never ended. */
export type Span = { readonly fromUs: number; readonly toUs: number }

/** A revision that was published, or applied by an instance. */
export type RevisionMoment = {
  readonly number: number
  readonly checksum: string | undefined
  readonly atUs: number
}

/** When revisions were published, who had them when, and who could not have. */
export type ConfigurationTimes = {
  /** In order, the first revision of the run among them. */
  readonly published: readonly RevisionMoment[]
  readonly appliedBy: ReadonlyMap<string, readonly RevisionMoment[]>
  /** From the death of the management plane until it serves again. */
  readonly planeDown: readonly Span[]
  /** While the instance was dead, harmed, or cut off from the plane. */
  hindered(instance: string): readonly Span[]
  /** How long a revision may take to an instance that nothing hinders, in microseconds. */
  readonly boundUs: number
  /** Nothing is known of what came later. */
  readonly endUs: number
}

const plane = 'management'
/** To fetch, check and compile it on a busy machine; the period is how long nobody asks. */
const applySlackMs = 1_000

export function configurationTimesOf(
  manifest: Manifest,
  events: readonly DrillEvent[],
  faults: readonly FaultTimes[],
): ConfigurationTimes {
  // What another service publishes and runs is no matter of this one.
  const standby = standbyServiceOf(manifest)
  const appliedBy = new Map<string, RevisionMoment[]>()
  for (const event of events) {
    if (event.kind !== 'revision-applied' || event.instance === undefined) continue
    if (standby.instances.has(event.instance)) continue
    const moment = momentOf(event)
    if (moment === undefined) continue
    const list = appliedBy.get(event.instance) ?? []
    list.push(moment)
    appliedBy.set(event.instance, list)
  }
  const planeDown = deadSpans(events, plane)
  const { controllerLagMaxMs, timing, loadEndUs } = manifest
  const boundMs = Number(timing.syncPeriodMs ?? 0) + applySlackMs + Math.ceil(controllerLagMaxMs)
  return {
    published: events
      .filter((event) => event.kind === 'revision-published' && !standby.isFrom(event))
      .flatMap((event) => momentOf(event) ?? []),
    appliedBy,
    planeDown,
    hindered: (instance) => [
      ...planeDown,
      ...deadSpans(events, instance),
      ...cutSpans(events, `${instance}>${plane}`),
      ...faults.filter(({ targets }) => targets.includes(instance)).flatMap(spanOf),
    ],
    boundUs: boundMs * 1_000,
    endUs: Math.max(loadEndUs, ...events.slice(-1).map(({ atUs }) => atUs)),
  }
}

/** From its application until it has healed; none when it was never applied. */
export function spanOf({ applyingAtUs, healedAtUs }: FaultTimes): Span[] {
  if (applyingAtUs === undefined) return []
  return [{ fromUs: applyingAtUs, toUs: healedAtUs ?? Number.POSITIVE_INFINITY }]
}

/**
 * Until when the instance has to have what was published then: whatever hinders it gives it the
 * whole time again.
 */
export function dueAtUs(publishedAtUs: number, hindered: readonly Span[], boundUs: number): number {
  const inOrder = hindered.toSorted((a, b) => a.fromUs - b.fromUs)
  return inOrder.reduce(
    (due, { fromUs, toUs }) =>
      fromUs <= due && toUs >= publishedAtUs ? Math.max(due, toUs + boundUs) : due,
    publishedAtUs + boundUs,
  )
}

const detailSchema = z.union([
  z.looseObject({ number: z.number(), checksum: z.string().optional() }),
  z
    .looseObject({ revision: z.number(), checksum: z.string().optional() })
    .transform(({ revision, checksum }) => ({ number: revision, checksum })),
])

function momentOf({ atUs, detail }: DrillEvent): RevisionMoment | undefined {
  const parsed = detailSchema.safeParse(detail)
  if (!parsed.success) return undefined
  return { number: parsed.data.number, checksum: parsed.data.checksum, atUs }
}

/** From each end of a process until it was ready again. */
export function deadSpans(events: readonly DrillEvent[], source: string): Span[] {
  const own = events.filter((event) => event.source === source)
  return own
    .filter(({ kind }) => kind === 'process-exited')
    .map(({ atUs }) => {
      const back = own.find((event) => event.kind === 'process-ready' && event.atUs > atUs)
      return { fromUs: atUs, toUs: back?.atUs ?? Number.POSITIVE_INFINITY }
    })
}

const linksSchema = z.looseObject({ links: z.array(z.string()) })

/** While a link was harmed in whatever way. */
function cutSpans(events: readonly DrillEvent[], link: string): Span[] {
  const harmed = events.filter(
    ({ kind, detail }) =>
      (kind === 'link-silenced' || kind === 'link-harmed') &&
      (linksSchema.safeParse(detail).data?.links.includes(link) ?? false),
  )
  return harmed.map(({ atUs, fault }) => {
    const healed = events.find(
      (event) => event.kind === 'link-healed' && event.fault === fault && event.atUs > atUs,
    )
    return { fromUs: atUs, toUs: healed?.atUs ?? Number.POSITIVE_INFINITY }
  })
}
