import type { PlacedInstance } from '../../ledger/run.ts'
import type { BackfillInput } from '../../scenarios/schema/scaling.ts'
import { type Clock, wait } from '../clock.ts'
import type { ChangeDetail, ChangeEvent, Infrastructure } from './infrastructure.ts'
import { unitsIn } from './place-units.ts'
import type { ScaledWorld } from './scaled-world.ts'

export type BackfillOptions = {
  readonly clock: Clock
  readonly world: Pick<ScaledWorld, 'membership'>
  readonly infrastructure: Infrastructure
  readonly backfill: BackfillInput
  /** How long a unit that is given back waits for its connections. */
  readonly drainMs: number
  readonly signal: AbortSignal
  say(kind: ChangeEvent, detail: ChangeDetail): void
}

const lookEveryMs = 100

/**
 * Replaces units of a zone that is out by units in the others, as far as those have the capacity,
 * and gives them back when the zone is there again. The platform's own doing: no lock holds it.
 * Best effort, as the service promises no more. Source: Reliability in API Management.
 */
export async function watchBackfill(options: BackfillOptions): Promise<void> {
  const { clock, infrastructure, signal } = options
  const replaced = new Map<string, readonly PlacedInstance[]>()
  while (!signal.aborted) {
    for (const region of Object.keys(infrastructure.topology.regions)) {
      const out = infrastructure.zonesOut(region)
      const lost = out.find((zone) => !replaced.has(zone))
      if (lost !== undefined) replaced.set(lost, await replace(options, region, lost))
      for (const [zone, added] of replaced) {
        if (out.includes(zone) || added[0]?.region !== region) continue
        replaced.delete(zone)
        await giveBack(options, region, added)
      }
    }
    await wait(clock, lookEveryMs, signal).catch(() => undefined)
  }
}

async function replace(
  { clock, infrastructure, backfill, signal, say }: BackfillOptions,
  region: string,
  zone: string,
): Promise<readonly PlacedInstance[]> {
  const present = infrastructure.presentIn(region)
  const units = unitsIn(present.filter((one) => one.zone === zone))
  const granted = Math.min(units, grantedUnits(backfill))
  const detail = { what: 'backfill', region, by: 'platform', zone, units, granted } as const
  if (granted === 0) {
    say('change-refused', { ...detail, why: 'the other zones have no capacity to give' })
    return []
  }
  say('change-started', detail)
  try {
    await wait(clock, backfill.afterS * 1_000, signal)
    const out = infrastructure.zonesOut(region)
    // Back before its units were replaced.
    const added = out.includes(zone) ? await infrastructure.addUnits(region, granted, out) : []
    const instances = added.map(({ instance }) => instance)
    say('change-ended', { ...detail, instances })
    return added
  } catch (error) {
    say('change-failed', { ...detail, why: String(error) })
    return []
  }
}

async function giveBack(
  { world, drainMs, say }: BackfillOptions,
  region: string,
  added: readonly PlacedInstance[],
): Promise<void> {
  const instances = added.map(({ instance }) => instance)
  const detail = { what: 'backfill', region, by: 'platform', instances } as const
  say('change-started', { ...detail, why: 'the zone is back' })
  await world.membership.remove(added, drainMs)
  say('change-ended', detail)
}

function grantedUnits({ granted }: BackfillInput): number {
  if (granted === true) return Number.POSITIVE_INFINITY
  return granted === false ? 0 : granted
}
