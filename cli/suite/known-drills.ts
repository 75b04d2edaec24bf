import { GatedrillError } from '../../ledger/errors.ts'
import { libraryNames } from '../../scenarios/find-scenario.ts'
import { type LoadedScenario, loadScenario } from '../../scenarios/load-scenario.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { planDrill } from '../../sim/plan-drill.ts'
import { wallTimeSOf } from '../../sim/wall-time.ts'

/** A drill as a list or a suite knows it: nothing of it was started. */
export type KnownDrill = {
  /** As it was named: of the library, or a path. */
  readonly given: string
  readonly scenario: Scenario
  /** Kinds of its faults, each once. */
  readonly faults: readonly string[]
  /** From the command to the verdict, estimated for two cores. */
  readonly wallTimeS: number
}

/** Every drill of the library, by name. */
export function libraryDrills(): Promise<readonly KnownDrill[]> {
  return Promise.all(libraryNames().map(knownDrill))
}

/** One drill, of the library or a file. Throws a GatedrillError for one that cannot be. */
export async function knownDrill(given: string): Promise<KnownDrill> {
  return knownOf(given, await loadScenario(given, { set: [] }))
}

function knownOf(given: string, { scenario }: LoadedScenario): KnownDrill {
  const kinds = planDrill(scenario).faults.map(({ planned }) => planned.kind)
  return { given, scenario, faults: [...new Set(kinds)], wallTimeS: wallTimeSOf(scenario) }
}

/** Those with every one of these tags. Throws CLI_UNKNOWN_TAG where no drill at all has one of them. */
export function withTags(
  drills: readonly KnownDrill[],
  tags: readonly string[],
): readonly KnownDrill[] {
  const known = tagsOf(drills)
  const wrong = tags.filter((tag) => !known.includes(tag))
  if (wrong.length > 0) {
    throw new GatedrillError(
      wrong.map((tag) => ({
        code: 'CLI_UNKNOWN_TAG',
        where: `--tag ${tag}`,
        what: 'no drill has this tag',
        why: `the drills have ${known.join(', ')}`,
        fix: nearestText(tag, known),
      })),
    )
  }
  return drills.filter(({ scenario }) => tags.every((tag) => scenario.tags.includes(tag)))
}

/** Every tag, sorted. */
export function tagsOf(drills: readonly KnownDrill[]): readonly string[] {
  return [...new Set(drills.flatMap(({ scenario }) => scenario.tags))].toSorted()
}

/** What to write instead of a name that nobody knows. */
export function nearestText(name: string, known: readonly string[]): string {
  const nearest = nearestOf(name, known)
  return nearest === undefined ? 'name one of these' : `${nearest}?`
}
