import { type Outcome, outcomes } from '../../../ledger/records.ts'
import type { Evidence } from '../../../reports/evidence.ts'
import type { FaultTimes } from '../../../reports/phases.ts'

/** One request of hand-made evidence. */
export type Answer = {
  readonly atMs: number
  readonly latencyMs: number
  readonly outcome: Outcome
  readonly attempts?: number
  readonly zone?: string
}

export const answer = (latencyMs: number, outcome: Outcome = 'ok', atMs = 0): Answer => ({
  atMs,
  latencyMs,
  outcome,
})

/** Evidence of requests and little else; all of them belong to the phase `before`. */
export function evidenceOf(
  answers: readonly Answer[],
  rest: Partial<Omit<Evidence, 'requests'>> = {},
): Evidence {
  const sorted = answers.toSorted((a, b) => a.atMs - b.atMs)
  const zones = [...new Set(sorted.flatMap(({ zone }) => zone ?? []))].toSorted()
  const codeOf = ({ zone }: Answer) => (zone === undefined ? 65_535 : zones.indexOf(zone))
  return {
    requests: {
      intendedAtUs: Float64Array.from(sorted, ({ atMs }) => atMs * 1_000),
      endedAtUs: Float64Array.from(sorted, ({ atMs, latencyMs }) => (atMs + latencyMs) * 1_000),
      outcome: Uint8Array.from(sorted, ({ outcome }) => outcomes.indexOf(outcome)),
      attempts: Uint8Array.from(sorted, ({ attempts = 1 }) => attempts),
      parts: { zone: { names: zones, index: Uint16Array.from(sorted, codeOf) } },
    },
    phases: [{ phase: 'before', fromUs: 0, toUs: 60_000_000 }],
    loadStartUs: 0,
    loadEndUs: 60_000_000,
    faults: [],
    limits: [],
    configuration: { published: 1, instances: [] },
    detectable: new Set(['a', 'b']),
    unitCounts: [],
    recoveredShare: 0.99,
    ...rest,
  }
}

/** A fault of instance `a`, proven at 10 s and undone at 20 s. */
export const faultOfA: FaultTimes = {
  id: 'zone-down#1',
  kind: 'zone-down',
  params: {},
  targets: ['a'],
  plannedAtUs: 9_500_000,
  applyingAtUs: 9_500_000,
  provenAtUs: 10_000_000,
  undoingAtUs: 20_000_000,
  healedAtUs: 22_000_000,
  isNotProven: false,
  isNotHealed: false,
  undoneBy: 'schedule',
}
