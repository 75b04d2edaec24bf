import type { Scenario } from '../../scenarios/schema.ts'
import { type Clock, wait } from '../clock.ts'
import type { Timing } from '../timing.ts'
import { type ChangeDetail, type ChangeEvent, Infrastructure } from './infrastructure.ts'
import { runAutoscale } from './run-autoscale.ts'
import type { ScaledWorld } from './scaled-world.ts'
import { watchBackfill } from './watch-backfill.ts'

export type ChangesOptions = {
  readonly clock: Clock
  readonly world: ScaledWorld
  readonly scenario: Scenario
  readonly timing: Timing
  /** Times count from here, microseconds since the epoch. */
  readonly loadStartUs: number
  /** Aborted at the end of the load: what waits is called off, what has begun ends. */
  readonly signal: AbortSignal
  say(kind: ChangeEvent, detail: ChangeDetail): void
}

/**
 * All that changes the service while it serves: scaling by hand and by rules, backfill, maintenance,
 * other zones, another tier. Resolves when the signal is aborted and nothing is under way.
 */
export async function runChanges(options: ChangesOptions): Promise<void> {
  const { clock, world, scenario, timing, loadStartUs, signal, say } = options
  const { topology, scaling, maintenance, changes } = scenario
  const { takesMin, manual, autoscale } = scaling
  const shared = { clock, world, timing, signal, say }
  const infrastructure = new Infrastructure({ ...shared, topology })
  const [primary = ''] = Object.keys(topology.regions)
  const at = async (atS: number, call: () => Promise<unknown>) => {
    const delayMs = Math.max(0, (loadStartUs - clock.nowUs()) / 1_000 + atS * 1_000)
    try {
      await wait(clock, delayMs, signal)
    } catch {
      return
    }
    await call()
  }
  await Promise.all([
    ...manual.map(({ atS, units, region = primary }) =>
      at(atS, () => infrastructure.scaleTo(region, units, 'manual', takesMin)),
    ),
    ...maintenance.map((one) => at(one.atS, () => infrastructure.maintain(one))),
    ...changes.map((one) => at(one.atS, () => infrastructure.replace(one))),
    ...(autoscale === undefined
      ? []
      : [at(0, () => runAutoscale({ ...shared, infrastructure, autoscale, takesMin }))]),
    ...(topology.backfill === undefined
      ? []
      : [
          at(0, () =>
            watchBackfill({
              ...shared,
              infrastructure,
              backfill: topology.backfill ?? { granted: false, afterS: 0 },
              drainMs: timing.drainMs,
            }),
          ),
        ]),
  ])
}

/** Changes that are under way; ending them calls off what waits, and waits for what has begun. */
export type Changes = { end(): Promise<void> }

/** Begins them; a scenario without any has nobody who watches its world. */
export function startChanges(
  options: Omit<ChangesOptions, 'signal'>,
  signal: AbortSignal,
): Changes {
  if (!hasChanges(options.scenario)) return { end: () => Promise.resolve() }
  const over = new AbortController()
  const running = runChanges({ ...options, signal: AbortSignal.any([over.signal, signal]) })
  // Whoever ends them hears of it.
  running.catch(() => undefined)
  return {
    end() {
      over.abort(new Error('the load is over'))
      return running
    },
  }
}

function hasChanges({ topology, scaling, maintenance, changes }: Scenario): boolean {
  return (
    topology.backfill !== undefined ||
    scaling.autoscale !== undefined ||
    scaling.manual.length + maintenance.length + changes.length > 0
  )
}
