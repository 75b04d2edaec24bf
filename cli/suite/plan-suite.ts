import { GatedrillError } from '../../ledger/errors.ts'
import { expectedOf } from '../../reports/suite/judge-suite.ts'
import type { SuiteDocument, SuiteDrill, SuiteRun } from '../../reports/suite/suite-document.ts'
import {
  type KnownDrill,
  knownDrill,
  libraryDrills,
  nearestText,
  tagsOf,
  withTags,
} from './known-drills.ts'
import { quickOf } from './quick-drills.ts'

export type SuiteSelection = SuiteDocument['selection']

export type SuitePlan = {
  readonly selection: SuiteSelection
  readonly drills: readonly SuiteDrill[]
  /** In the order in which they run: a drill, then its twin, with one seed after the other. */
  readonly runs: readonly SuiteRun[]
  /** Groups that a quick suite has no drill for. */
  readonly missing: readonly string[]
  /** Estimated for two cores, from the first command to the last verdict. */
  readonly wallTimeS: number
}

/** The suite of every drill that stands for a documented statement. */
export const reliabilitySuite = 'reliability'

/**
 * What a suite would run. Its name is `reliability`, `all`, or a tag; drills that are named one by
 * one take its place. Throws a GatedrillError for a name or a tag that nobody knows, a drill that
 * cannot be, and a suite without any.
 */
export async function planSuite(
  selection: SuiteSelection,
  libraryOf: () => Promise<readonly KnownDrill[]> = libraryDrills,
): Promise<SuitePlan> {
  const { isQuick, hasTwins, seeds } = selection
  const wanted = await wantedOf(selection, libraryOf)
  const { drills, missing } = isQuick ? quickOf(wanted) : { drills: wanted, missing: [] }
  if (drills.length === 0) throw emptyOf(selection)
  const runs = seeds.flatMap((seed) =>
    drills.flatMap(({ scenario: { name, claim } }) => {
      const runOf = (isTwin: boolean) => {
        return { drill: name, isTwin, seed, expected: expectedOf(claim, isTwin) }
      }
      return hasTwins && claim !== undefined ? [runOf(false), runOf(true)] : [runOf(false)]
    }),
  )
  const known = drills.map(suiteDrillOf)
  return { selection, drills: known, runs, missing, wallTimeS: wallTimeOf(runs, known) }
}

/** Estimated seconds that runs take together. */
export function wallTimeOf(runs: readonly SuiteRun[], drills: readonly SuiteDrill[]): number {
  const timeOf = new Map(drills.map(({ name, wallTimeS }) => [name, wallTimeS]))
  return runs.reduce((sum, { drill }) => sum + (timeOf.get(drill) ?? 0), 0)
}

async function wantedOf(
  selection: SuiteSelection,
  libraryOf: () => Promise<readonly KnownDrill[]>,
): Promise<readonly KnownDrill[]> {
  const { name, tags, drills } = selection
  if (drills.length > 0) {
    const named = await Promise.all([...new Set(drills)].map(knownDrill))
    return named.filter(({ scenario }) => tags.every((tag) => scenario.tags.includes(tag)))
  }
  const library = await libraryOf()
  return withTags(library, tags).filter(isOf(name, library))
}

function isOf(name: string, library: readonly KnownDrill[]): (drill: KnownDrill) => boolean {
  if (name === 'all') return () => true
  if (name === reliabilitySuite) return ({ scenario }) => scenario.claim !== undefined
  const tags = tagsOf(library)
  if (tags.includes(name)) return ({ scenario }) => scenario.tags.includes(name)
  const known = [...new Set([reliabilitySuite, 'all', ...tags])]
  throw new GatedrillError({
    code: 'CLI_SUITE_UNKNOWN',
    where: `suite ${name}`,
    what: 'no suite has this name, and no drill this tag',
    why: `there are ${known.join(', ')}`,
    fix: nearestText(name, known),
  })
}

function emptyOf({ name, tags }: SuiteSelection): GatedrillError {
  const asked = tags.map((tag) => ` --tag ${tag}`).join('')
  return new GatedrillError({
    code: 'CLI_SUITE_EMPTY',
    where: `suite ${name}${asked}`,
    what: 'no drill is in this suite',
    why:
      name === reliabilitySuite
        ? 'its drills are those with a claim, and with all of the tags'
        : 'no drill has all of these tags',
    fix: 'gatedrill list shows the drills with their tags; name fewer tags, or the suite "all"',
  })
}

/** A drill as `suite.json` has it. */
export function suiteDrillOf({ given, scenario, faults, wallTimeS }: KnownDrill): SuiteDrill {
  const { name, description, tags, claim } = scenario
  const own = claim === undefined ? {} : { claim }
  return { name, given, description, tags, faults: [...faults], wallTimeS, ...own }
}
