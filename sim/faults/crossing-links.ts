import type { FaultTarget, PlanWorld } from './define-fault.ts'

/** Links that lead from these into the rest of the world, and back; not those among them. */
export function crossingLinks(
  targets: readonly FaultTarget[],
  { linksBetween }: Pick<PlanWorld, 'linksBetween'>,
): readonly string[] {
  const names = new Set(targets.map(({ name }) => name))
  const isInside = ({ name }: FaultTarget) => names.has(name)
  const isOutside = ({ name }: FaultTarget) => !names.has(name)
  return [...linksBetween(isOutside, isInside), ...linksBetween(isInside, isOutside)]
}
