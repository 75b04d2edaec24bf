import { z } from 'zod'
import type { FaultTimes } from './phases.ts'
import { standbyServiceOf } from './standby.ts'
import type { RunStore } from './store/store.ts'

/** A backup that was restored into a service while the drill ran. */
export type Restore = {
  /** `<container>/<name>`. */
  readonly backup: string
  /** That was published with it. */
  readonly revision: number
  readonly restoredAtUs: number
  /** When the fault began that took the first service's plane; absent: it was not lost before. */
  readonly lostAtUs?: number
  /** End of the first request that was served well with the restored configuration. */
  readonly servedAtUs?: number
  readonly servedBy?: string
}

const detailSchema = z.looseObject({ backup: z.string(), revision: z.number() })
const servedSchema = z.object({
  instance: z.string(),
  revision: z.number(),
  servedAtUs: z.number(),
})
type Served = z.output<typeof servedSchema>

/** Every restore of the run, in order, by the events and the gateway ledger. */
export async function restoresOf(
  store: Pick<RunStore, 'manifest' | 'faults' | 'eventLedger' | 'rows'>,
): Promise<readonly Restore[]> {
  const { manifest, faults, eventLedger } = store
  const events = eventLedger.events.filter(({ kind }) => kind === 'backup-restored')
  if (events.length === 0) return []
  const served = await store.rows(
    `SELECT instance, revision, min(ended_at_us) AS "servedAtUs" FROM gateway_calls
      WHERE event = 'answered' AND status < 400 AND revision > 0 AND ended_at_us IS NOT NULL
      GROUP BY instance, revision`,
    servedSchema,
  )
  const standby = standbyServiceOf(manifest)
  return events.flatMap((event): Restore[] => {
    const detail = detailSchema.safeParse(event.detail)
    if (!detail.success) return []
    const { backup, revision } = detail.data
    const isIntoStandby = standby.isFrom(event)
    const first = firstOf(
      served.filter((one) => {
        return one.revision >= revision && standby.instances.has(one.instance) === isIntoStandby
      }),
    )
    const lostAtUs = isIntoStandby ? lossBefore(event.atUs, faults) : undefined
    return [
      {
        backup,
        revision,
        restoredAtUs: event.atUs,
        ...(lostAtUs === undefined ? {} : { lostAtUs }),
        ...(first === undefined ? {} : { servedAtUs: first.servedAtUs, servedBy: first.instance }),
      },
    ]
  })
}

/** From the loss of the first service until the other one served as it had. */
export function recoveryTimeMsOf({ lostAtUs, servedAtUs }: Restore): number | undefined {
  if (lostAtUs === undefined || servedAtUs === undefined) return undefined
  return (servedAtUs - lostAtUs) / 1_000
}

function firstOf(served: readonly Served[]): Served | undefined {
  return served.toSorted((a, b) => a.servedAtUs - b.servedAtUs)[0]
}

function lossBefore(atUs: number, faults: readonly FaultTimes[]): number | undefined {
  const begun = faults
    .filter(({ targets }) => targets.includes('management'))
    .flatMap(({ applyingAtUs }) => applyingAtUs ?? [])
    .filter((beganAtUs) => beganAtUs < atUs)
  return begun.length === 0 ? undefined : Math.max(...begun)
}
