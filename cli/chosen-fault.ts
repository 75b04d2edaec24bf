import { GatedrillError } from '../ledger/errors.ts'
import { nearestOf } from '../scenarios/nearest.ts'
import type { FaultStatus } from '../sim/game-day/protocol.ts'

/**
 * The id of the active fault that is meant: by its id, its kind where only one is of it, or without
 * a word the only one that is active.
 */
export function chosenFault(wanted: string | undefined, faults: readonly FaultStatus[]): string {
  const active = faults.filter(({ isActive }) => isActive)
  const fitting = active.filter(
    ({ id, kind }) => wanted === undefined || id === wanted || kind === wanted,
  )
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return only.id
  const ids = active.map(({ id }) => id)
  const nearest = wanted === undefined ? undefined : nearestOf(wanted, ids)
  throw new GatedrillError({
    code: 'CLI_NO_SUCH_FAULT',
    where: `heal ${wanted ?? ''}`.trim(),
    what: fitting.length > 1 ? 'that may be any of several faults' : 'no such fault is active',
    why: ids.length === 0 ? 'none is active' : `active are ${ids.join(', ')}`,
    fix:
      nearest !== undefined
        ? `write ${nearest}`
        : ids.length === 0
          ? 'there is nothing to heal'
          : 'name one of these, or --all',
  })
}
