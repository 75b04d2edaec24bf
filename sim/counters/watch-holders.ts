import type { DrillEvent } from '../../ledger/events.ts'
import type { Cut } from '../../ledger/launch/gateway.ts'
import type { PlacedInstance, PlannedFault } from '../../ledger/run.ts'
import type { Clock } from '../clock.ts'
import type { Timing } from '../timing.ts'
import { compareHolders } from './compare-holders.ts'

export type WatchHoldersOptions = {
  readonly clock: Clock
  readonly timing: Timing
  readonly faults: readonly PlannedFault[]
  readonly signal: AbortSignal
  instances(): readonly PlacedInstance[]
  ask(instance: string, cut: Cut): Promise<unknown>
  /** Hears of each comparison. */
  say(event: DrillEvent): void
}

export type HoldersWatch = {
  /** Hears of every step of every fault. */
  faultStep(event: Pick<DrillEvent, 'kind' | 'fault'>): void
  /** Compares once more, with nobody calling; resolves when all has been compared. */
  atTheEnd(): Promise<void>
}

/** Compares the holders of counters whenever the last fault has been undone, and at the end. */
export function watchHolders(options: WatchHoldersOptions): HoldersWatch {
  const { clock, faults, signal, say } = options
  const active = new Set<string>()
  const comparing = new Set<Promise<void>>()
  const skewsMs = faults.map(({ params }) => Math.abs(Number(params.skewMs ?? 0)))
  const skewMs = Math.max(0, ...skewsMs)
  let quiet = new AbortController()

  async function compare(fault: string | undefined): Promise<void> {
    // A fault that begins meanwhile may part the holders again.
    const undisturbed = AbortSignal.any([signal, quiet.signal])
    const isQuiet = fault === undefined
    try {
      const compared = await compareHolders({
        ...options,
        instances: options.instances(),
        isQuiet,
        skewMs,
        signal: undisturbed,
      })
      if (undisturbed.aborted) return
      for (const { region, ...detail } of compared) {
        const about = fault === undefined ? { region } : { region, fault }
        const kind = 'counters-compared'
        say({ atUs: clock.nowUs(), kind, source: 'controller', ...about, detail })
      }
    } catch (error) {
      if (!undisturbed.aborted) throw error
    }
  }

  return {
    faultStep({ kind, fault }) {
      if (fault === undefined) return
      if (kind === 'fault-applying') {
        active.add(fault)
        quiet.abort()
        quiet = new AbortController()
      }
      if (kind !== 'fault-undone') return
      active.delete(fault)
      if (active.size > 0) return
      const comparison = compare(fault).finally(() => comparing.delete(comparison))
      comparing.add(comparison)
    },
    async atTheEnd() {
      await Promise.all(comparing)
      await compare(undefined)
    },
  }
}
