import type { LoadProgress } from '../ledger/launch/load.ts'
import type { DrillProgress } from '../sim/progress.ts'

/** The phase as a person would call it: while load runs, by its faults. */
export function phaseOf({ phase, second, faults }: DrillProgress): string {
  if (phase !== 'load') return phase
  if (second < 0) return 'warm-up'
  const states = faults.map(({ state }) => state)
  if (states.some((state) => ['applying', 'applied', 'proven', 'not-proven'].includes(state))) {
    return 'fault'
  }
  if (states.some((state) => ['undoing', 'undone'].includes(state))) return 'recovery'
  return states.some((state) => state === 'planned') || states.length === 0 ? 'baseline' : 'post'
}

/** Requests of the last second that nobody answered well: failed, unknown and not sent. */
export function errorsOf({ failed, unknown, notSent }: LoadProgress): number {
  return failed + unknown + notSent
}
