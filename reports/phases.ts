import type { DrillEvent, EventKind } from '../ledger/events.ts'
import { regionsHitBy } from './routed-regions.ts'
import type { Manifest } from './store/manifest.ts'

/**
 * The phases of a drill. A request belongs to the phase in which the schedule wanted it to start,
 * so what became of it cannot move it.
 *
 * - `before`: from the load's start until the first fault begins to be applied.
 * - `during`: from the moment a fault begins to be applied until its undoing begins.
 * - `recovery`: from the beginning of the undoing until the fault is healed.
 * - `after`: from the last healing until the load's end. Between two faults that do not overlap,
 *   from the healing of one until the next is applied.
 *
 * A fault that never healed leaves no `after`.
 */
export const phases = ['before', 'during', 'recovery', 'after'] as const
export type Phase = (typeof phases)[number]

/** Half open: `fromUs` belongs to it, `toUs` does not. */
export type PhaseWindow = { readonly phase: Phase; readonly fromUs: number; readonly toUs: number }

/** What a fault did when, in microseconds of the run's clock; absent: it never came to that. */
export type FaultTimes = {
  readonly id: string
  readonly kind: string
  readonly params: Readonly<Record<string, unknown>>
  readonly targets: readonly string[]
  readonly plannedAtUs: number
  /** t0 of the command. */
  readonly applyingAtUs?: number
  readonly appliedAtUs?: number
  /** t0: the first moment at which a probe saw the effect. */
  readonly provenAtUs?: number
  /** The first target that its load balancer took out, or its region the router, if that was sooner. */
  readonly detectedAtUs?: number
  /** The last target that the load balancer took out. */
  readonly allOutAtUs?: number
  readonly undoingAtUs?: number
  readonly undoneAtUs?: number
  readonly healedAtUs?: number
  /** The last target that the load balancer took back. */
  readonly backAtUs?: number
  readonly isNotProven: boolean
  readonly isNotHealed: boolean
  /** Who ended it: the schedule, or a lease that ran out. */
  readonly undoneBy: 'schedule' | 'lease' | 'nobody'
}

/** The times of every planned fault, in the order of the plan. */
export function faultTimesOf(manifest: Manifest, events: readonly DrillEvent[]): FaultTimes[] {
  return manifest.faults.map((fault) => {
    const own = events.filter((event) => event.fault === fault.id)
    const at = (kind: EventKind) => own.find((event) => event.kind === kind)?.atUs
    const applyingAtUs = at('fault-applying')
    const undoingAtUs = at('fault-undoing')
    const fromUs = applyingAtUs ?? Number.POSITIVE_INFINITY
    const ofTargets = (kind: EventKind, afterUs: number, beforeUs: number) =>
      events.filter(
        ({ kind: seen, instance = '', atUs }) =>
          seen === kind && fault.targets.includes(instance) && atUs >= afterUs && atUs < beforeUs,
      )
    const out = ofTargets('instance-out', fromUs, undoingAtUs ?? Number.POSITIVE_INFINITY)
    const regions = regionsHitBy(fault.targets, manifest)
    const routedOut = events.find(
      ({ kind, region = '', atUs }) =>
        kind === 'region-out' &&
        regions.has(region) &&
        atUs >= fromUs &&
        atUs < (undoingAtUs ?? Number.POSITIVE_INFINITY),
    )
    const detections = [out[0], routedOut].flatMap((event) => event?.atUs ?? [])
    const back = ofTargets('instance-in', undoingAtUs ?? Number.POSITIVE_INFINITY, Infinity)
    const isUndone = at('fault-undone') !== undefined || undoingAtUs !== undefined
    return {
      ...fault,
      plannedAtUs: manifest.loadStartUs + fault.atS * 1_000_000,
      ...present({
        applyingAtUs,
        appliedAtUs: at('fault-applied'),
        provenAtUs: at('fault-proven'),
        detectedAtUs: detections.length === 0 ? undefined : Math.min(...detections),
        allOutAtUs: isAll(out, fault.targets) ? out.at(-1)?.atUs : undefined,
        undoingAtUs,
        undoneAtUs: at('fault-undone'),
        healedAtUs: at('fault-healed'),
        backAtUs: isAll(back, fault.targets) ? back.at(-1)?.atUs : undefined,
      }),
      isNotProven: at('fault-not-proven') !== undefined,
      isNotHealed: at('fault-not-healed') !== undefined,
      undoneBy: own.some(({ kind }) => kind === 'lease-expired')
        ? 'lease'
        : isUndone
          ? 'schedule'
          : 'nobody',
    }
  })
}

/** The phases of a run in order, without gaps from the load's start to its end. */
export function phaseWindowsOf(
  manifest: Pick<Manifest, 'loadStartUs' | 'loadEndUs'>,
  faults: readonly FaultTimes[],
): PhaseWindow[] {
  const { loadStartUs, loadEndUs } = manifest
  const begun = faults.filter(({ applyingAtUs }) => applyingAtUs !== undefined)
  const cuts = begun
    .flatMap(({ applyingAtUs, undoingAtUs, healedAtUs }) => [applyingAtUs, undoingAtUs, healedAtUs])
    .filter((cut) => cut !== undefined)
    .filter((cut) => cut > loadStartUs && cut < loadEndUs)
  const edges = [...new Set([loadStartUs, ...cuts, loadEndUs])].sort((a, b) => a - b)
  const windows: PhaseWindow[] = []
  for (const [index, fromUs] of edges.slice(0, -1).entries()) {
    const toUs = edges[index + 1] ?? loadEndUs
    const phase = phaseAt(fromUs, begun)
    const last = windows.at(-1)
    if (last?.phase === phase) windows[windows.length - 1] = { ...last, toUs }
    else windows.push({ phase, fromUs, toUs })
  }
  return windows
}

function phaseAt(atUs: number, begun: readonly FaultTimes[]): Phase {
  const started = begun.filter(({ applyingAtUs = Infinity }) => applyingAtUs <= atUs)
  if (started.length === 0) return 'before'
  if (started.some(({ undoingAtUs = Infinity }) => atUs < undoingAtUs)) return 'during'
  if (started.some(({ healedAtUs = Infinity }) => atUs < healedAtUs)) return 'recovery'
  return 'after'
}

/** The phase of an instant; undefined outside of the load. */
export function phaseOf(atUs: number, windows: readonly PhaseWindow[]): Phase | undefined {
  return windows.find(({ fromUs, toUs }) => atUs >= fromUs && atUs < toUs)?.phase
}

function isAll(seen: readonly DrillEvent[], targets: readonly string[]): boolean {
  return (
    targets.length > 0 && targets.every((name) => seen.some((event) => event.instance === name))
  )
}

/** Without the fields that are undefined, so that "never" and "absent" are one thing. */
function present<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Defined<Value[Key]> } {
  const kept: { [Key in keyof Value]?: Defined<Value[Key]> } = {}
  for (const key in value) if (value[key] !== undefined) Object.assign(kept, { [key]: value[key] })
  return kept
}
type Defined<Value> = Exclude<Value, undefined>
