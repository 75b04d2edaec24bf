import { configurationTimesOf, dueAtUs } from '../configuration-times.ts'
import { medianOf } from '../statistics/describe.ts'
import { type CheckEvidence, defineCheck, notClaimed, type Violation } from './define-check.ts'

/** Every instance that nothing hinders has a change soon after it was acknowledged. */
export const configPropagation = defineCheck({
  name: 'config.propagation',
  claim: 'every instance that can reach the management plane has each revision in time',
  source: 'APIM, deploy to multiple regions: a change normally reaches every gateway in under 10 s',
  bound:
    'one sync period and a second to apply it, from the publish or the end of what hindered it',
  check(evidence) {
    const { published, appliedBy, boundUs } = timesOf(evidence)
    const later = published.filter(({ number }) => number > evidence.manifest.revision.number)
    if (later.length === 0) return notClaimed('nothing was published while the world ran')
    const arrivals = arrivalsIn(evidence)
    if (arrivals.length === 0) return notClaimed('no revision was due before the run ended')
    const late = arrivals.filter(({ atUs, dueUs }) => atUs > dueUs)
    const worstMs = Math.max(...arrivals.map(({ tookUs }) => tookUs)) / 1_000
    const boundMs = boundUs / 1_000
    const observed = Number.isFinite(worstMs) ? worstMs : boundMs
    const samples = arrivals.length
    const why =
      `${later.length} revisions to ${appliedBy.size} instances; the median took ` +
      `${Math.round(medianOf(arrivals.map(({ tookUs }) => tookUs)) / 1_000)} ms, ${late.length} were late`
    const margin = { observed, bound: boundMs, unit: 'ms' } as const
    const [first] = late
    if (first === undefined) return { verdict: 'holds', why, samples, margin }
    return { verdict: 'broken', why, samples, margin, first: violationOf(first) }
  },
})

type Arrival = {
  readonly instance: string
  readonly number: number
  /** Infinite for one that never came. */
  readonly atUs: number
  readonly dueUs: number
  readonly tookUs: number
}

const timesOf = ({ manifest, events, faults }: CheckEvidence) =>
  configurationTimesOf(manifest, events, faults)

/** Of every revision at every instance, by the time they were due; what is due later is left out. */
function arrivalsIn(evidence: CheckEvidence): readonly Arrival[] {
  const { published, appliedBy, hindered, boundUs, endUs } = timesOf(evidence)
  const first = evidence.manifest.revision.number
  return [...appliedBy].flatMap(([instance, applied]) =>
    published
      .filter(({ number }) => number > first)
      .flatMap(({ number, atUs: publishedAtUs }): Arrival[] => {
        const dueUs = dueAtUs(publishedAtUs, hindered(instance), boundUs)
        const found = applied.find((one) => one.number >= number)
        if (found === undefined && dueUs > endUs) return []
        const atUs = found?.atUs ?? Number.POSITIVE_INFINITY
        return [{ instance, number, atUs, dueUs, tookUs: Math.max(0, atUs - publishedAtUs) }]
      }),
  )
}

function violationOf({ instance, number, atUs, dueUs }: Arrival): Violation {
  const came = Number.isFinite(atUs)
    ? `came ${Math.round((atUs - dueUs) / 1_000)} ms late`
    : 'never came'
  return { atUs: dueUs, what: `revision ${number} ${came} at ${instance}` }
}
