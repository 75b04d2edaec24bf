import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import type { PlannedFault } from '../../ledger/run.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import type { FaultEntry } from '../../scenarios/schema/faults.ts'
import { worldErrorCodes } from '../errors.ts'
import type { Fault, FaultTarget, PlanWorld } from './define-fault.ts'
import { expandSchedule, type ScheduledFault } from './expand-schedule.ts'
import { paramProblems } from './param-problems.ts'
import * as registry from './registry.ts'

/** A fault of a scenario with its targets resolved, ready to run. */
export type ResolvedFault = {
  readonly planned: PlannedFault
  readonly fault: Fault
  /** Parsed, with defaults. */
  readonly params: unknown
  readonly targets: readonly FaultTarget[]
}

/** Every fault there is, by kind. */
export const faults: ReadonlyMap<string, Fault> = new Map(
  Object.values(registry).map((fault): [string, Fault] => [fault.kind, fault]),
)

/**
 * Resolves the faults of a scenario over the parts of its world, in order; what a schedule draws comes
 * from the seed. Throws a GatedrillError
 * with all problems: unknown kinds, wrong parameters, nothing to harm, times outside the load.
 */
export function planFaults(
  entries: readonly FaultEntry[],
  world: PlanWorld,
  loadS: number,
  seed = 0,
): readonly ResolvedFault[] {
  const problems: Problem[] = []
  const resolved = expandSchedule(entries, seed).flatMap((scheduled, index) => {
    const result = resolve(scheduled, index, world, loadS)
    if ('planned' in result) return [result]
    problems.push(...result.problems)
    return []
  })
  if (problems.length > 0) throw new GatedrillError(problems)
  return resolved
}

type Refused = { readonly problems: readonly Problem[] }

function resolve(
  { input, where: place }: ScheduledFault,
  index: number,
  world: PlanWorld,
  loadS: number,
): ResolvedFault | Refused {
  const { kind, atS, durationS, ...given } = input
  const where = `${place} ${kind}`
  const fault = faults.get(kind)
  if (fault === undefined) return { problems: [unknownKind(where, kind)] }
  const parsed = fault.params.safeParse(given)
  if (!parsed.success) {
    return { problems: paramProblems(where, fault, given, parsed.error.issues) }
  }
  if (atS >= loadS) return { problems: [outsideLoad(where, atS, loadS)] }
  const params: unknown = parsed.data
  const targets = fault.plan(params, world)
  if (targets.length === 0) return { problems: [withoutTarget(where, given, world, fault.needs)] }
  const planned = {
    id: `${kind}#${index + 1}`,
    kind,
    params: { ...given, ...objectOf(params) },
    targets: targets.map(({ name }) => name),
    atS,
    durationS,
  }
  return { planned, fault, params, targets }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** What is wrong with the name of a fault that there is not, with the nearest that there is. */
export function unknownKind(where: string, kind: string): Problem {
  const known = [...faults.keys()]
  const nearest = nearestOf(kind, known)
  return {
    code: worldErrorCodes.faultUnknown,
    where,
    what: `there is no fault ${kind}`,
    why: `the faults are ${known.join(', ')}`,
    fix: nearest === undefined ? 'name one of these' : `write ${nearest}`,
  }
}

function withoutTarget(
  where: string,
  given: unknown,
  { parts, instances }: PlanWorld,
  needs?: string,
): Problem {
  const zones = [...new Set(instances.map(({ zone }) => zone))].join(', ')
  const others = parts.filter(({ kind }) => kind !== 'instance').map(({ name }) => name)
  return {
    code: worldErrorCodes.faultWithoutTarget,
    where,
    what: `nothing matches ${JSON.stringify(given)}`,
    why: `the topology has instances in ${zones}, and ${others.join(', ')}`,
    fix: needs === undefined ? 'name one of these, or add it to topology' : `it needs ${needs}`,
  }
}

function outsideLoad(where: string, atS: number, loadS: number): Problem {
  return {
    code: worldErrorCodes.faultOutsideLoad,
    where,
    what: `it would begin at ${atS} s`,
    why: `the load ends at ${loadS} s, and without load nobody feels a fault`,
    fix: 'let it begin earlier, or make load.durationS longer',
  }
}
