import { type RevisionAtRisk, revisionsAtRisk } from '../configuration-loss.ts'
import { configurationTimesOf } from '../configuration-times.ts'
import { defineCheck, notClaimed, type Violation } from './define-check.ts'

/** What was acknowledged is lost with the management plane only if nobody had time to fetch it. */
export const configRpo = defineCheck({
  name: 'config.rpo',
  claim: 'a revision is lost with the management plane only when that died right after the publish',
  source: 'APIM, reliability: changes of the last seconds before an outage may be lost',
  bound: 'one sync period and a second to apply it, between publish and death; no number twice',
  check({ manifest, events, faults }) {
    const times = configurationTimesOf(manifest, events, faults)
    const { published, appliedBy, planeDown, boundUs, endUs } = times
    const first = manifest.revision.number
    const later = published.filter(({ number }) => number > first)
    const deaths = planeDown.filter(({ fromUs }) => later.some(({ atUs }) => atUs < fromUs))
    if (deaths.length === 0) {
      return notClaimed('the management plane did not die after a publish')
    }
    const newest = Math.max(0, ...[...appliedBy.values()].flat().map(({ number }) => number))
    const lost = later.flatMap(({ number, atUs }) => {
      const death = deaths.find(({ fromUs, toUs }) => atUs < fromUs && toUs > endUs)
      return number > newest && death !== undefined ? [{ number, ageUs: death.fromUs - atUs }] : []
    })
    const wrong: Violation[] = [
      ...lost
        .filter(({ ageUs }) => ageUs >= boundUs)
        .map(({ number, ageUs }) => ({
          what: `revision ${number} was ${Math.round(ageUs / 1_000)} ms old and nobody has it`,
        })),
      ...published.flatMap(({ number, atUs }, index) => {
        const before = Math.max(0, ...published.slice(0, index).map((one) => one.number))
        return number > before ? [] : [{ atUs, what: `revision ${number} was published twice` }]
      }),
    ]
    const observed = Math.max(0, ...lost.map(({ ageUs }) => ageUs)) / 1_000
    const margin = { observed, bound: boundUs / 1_000, unit: 'ms' } as const
    const samples = later.length
    const why =
      `${deaths.length} deaths after ${samples} revisions; ${lost.length} lost` +
      curveText(revisionsAtRisk(manifest, events, faults))
    const [violation] = wrong
    if (violation === undefined) return { verdict: 'holds', why, samples, margin }
    return { verdict: 'broken', why, samples, margin, first: violation }
  },
})

/** `; died after 200 ms: 0 of 6 had it, 900 ms: 6 of 6`. */
function curveText(points: readonly RevisionAtRisk[]): string {
  if (points.length === 0) return ''
  const texts = points.map(
    ({ afterMs, held, survivors }) => `${Math.round(afterMs)} ms: ${held} of ${survivors}`,
  )
  return `; had by survivors of a death after ${texts.join(', ')}`
}
