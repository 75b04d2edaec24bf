import { configurationTimesOf, type RevisionMoment } from '../configuration-times.ts'
import { defineCheck, notClaimed, type Violation } from './define-check.ts'

/** No instance goes back to an older revision, and none runs half of one. */
export const configMonotonic = defineCheck({
  name: 'config.monotonic',
  claim: 'no instance goes back to an older revision or runs one that nobody published',
  source:
    'APIM, self-hosted gateway: on reconnect all changes are downloaded; checksums of revisions',
  bound: 'no exception',
  check({ manifest, events, faults, configuration }) {
    const { published, appliedBy } = configurationTimesOf(manifest, events, faults)
    const checksums = new Map(published.map(({ number, checksum }) => [number, checksum]))
    checksums.set(manifest.revision.number, manifest.revision.checksum)
    const moments = [...appliedBy.values()].flat()
    if (new Set(moments.map(({ number }) => number)).size < 2) {
      return notClaimed('no instance applied a second revision')
    }
    const wrong = [
      ...[...appliedBy].flatMap(([instance, applied]) => [
        ...stepsBack(instance, applied),
        ...tornOnes(instance, applied, checksums),
      ]),
      ...configuration.instances
        .filter(({ steppedBack }) => steppedBack > 0)
        .map(({ instance, steppedBack }) => ({
          what: `${instance} answered ${steppedBack} requests with an older revision again`,
        })),
    ]
    const samples = moments.length
    const why = `${samples} revisions applied by ${appliedBy.size} instances`
    const [first] = wrong
    if (first === undefined) return { verdict: 'holds', why, samples }
    return { verdict: 'broken', why: `${why}; ${wrong.length} wrong`, samples, first }
  },
})

/** Started again, an instance applies the one that it kept: the same is no step back. */
function stepsBack(instance: string, applied: readonly RevisionMoment[]): Violation[] {
  return applied.flatMap(({ number, atUs }, index) => {
    const before = Math.max(0, ...applied.slice(0, index).map((one) => one.number))
    return number >= before ? [] : [{ atUs, what: `${instance} went from ${before} to ${number}` }]
  })
}

function tornOnes(
  instance: string,
  applied: readonly RevisionMoment[],
  checksums: ReadonlyMap<number, string | undefined>,
): Violation[] {
  return applied
    .filter(({ number, checksum }) => checksum !== undefined && checksums.get(number) !== checksum)
    .map(({ number, atUs }) => ({
      atUs,
      what: `${instance} applied a revision ${number} that is not the one published`,
    }))
}
