import type { Judgement } from '../objectives/objective.ts'
import type { Manifest } from '../store/manifest.ts'
import type { CapacityTrial } from './capacity-document.ts'
import type { JudgedTrial } from './judge-trial.ts'

type Offered = Pick<Manifest, 'machineUse'> & {
  readonly ratePerS: number
  readonly durationS: number
  readonly processors: number
  readonly residentMb: number
}

/** A trial as `capacity.json` has it. */
export function trialRowOf(offered: Offered, judged: JudgedTrial): CapacityTrial {
  const { ratePerS, durationS, processors, residentMb, machineUse } = offered
  const { counts, verdict, why, goodputPerS, growthShare, latenessP99Ms } = judged
  return {
    ratePerS,
    durationS,
    verdict,
    why,
    offered: counts.offered,
    ok: counts.ok,
    rejected: counts.rejected,
    failed: counts.failed,
    unknown: counts.unknown,
    notSent: counts['not-sent'],
    goodputPerS,
    ...latencyOf('p50Ms', judged.p50Ms),
    ...latencyOf('p99Ms', judged.p99Ms),
    growthShare,
    latenessP99Ms,
    processors,
    residentMb,
    ...(machineUse === undefined
      ? {}
      : { machineBusyShare: machineUse.busyShare, machineOtherShare: machineUse.otherShare }),
    objectives: judged.judgements.map(judgementOf),
  }
}

/** JSON has neither an infinite number nor one that is none. */
function latencyOf(name: 'p50Ms' | 'p99Ms', valueMs: number) {
  if (Number.isNaN(valueMs)) return {}
  return { [name]: Number.isFinite(valueMs) ? valueMs : ('never' as const) }
}

function verdictOf({ verdict }: Judgement) {
  switch (verdict) {
    // A warning holds, which is all that a search asks.
    case 'warn':
      return 'pass' as const
    // A search refuses what is relative to another run; were it not to, nothing could be told.
    case 'not-claimed':
      return 'inconclusive' as const
    default:
      return verdict
  }
}

function judgementOf(judgement: Judgement) {
  const { objective, measured, limit, unit, samples } = judgement
  return {
    objective,
    verdict: verdictOf(judgement),
    ...(measured === undefined
      ? {}
      : { measured: Number.isFinite(measured) ? measured : ('infinite' as const) }),
    ...(limit === undefined ? {} : { limit }),
    unit,
    samples,
  }
}
