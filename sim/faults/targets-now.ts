import type { PlanWorld } from './define-fault.ts'
import type { ResolvedFault } from './plan-faults.ts'

/**
 * The same fault with the targets that its parameters name in the world as it is now: a zone that
 * loses power takes what has come since the plan was made, too. What names nothing any more keeps
 * what was planned, and cannot be proven.
 */
export function withTargetsNow(resolved: ResolvedFault, world: PlanWorld): ResolvedFault {
  const { planned, fault, params } = resolved
  const targets = fault.plan(params, world)
  const names = targets.map(({ name }) => name)
  const isAsPlanned =
    names.length === planned.targets.length && names.every((name) => planned.targets.includes(name))
  if (names.length === 0 || isAsPlanned) return resolved
  return { ...resolved, planned: { ...planned, targets: names }, targets }
}
