import { GatedrillError } from '../../ledger/errors.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { reportError } from '../errors.ts'
import type { Part } from '../parts.ts'
import type { Objective } from './objective.ts'

/**
 * Throws OBJECTIVE_UNKNOWN_NAME for parts of objectives that no request of the scenario can be of.
 * Operations, APIs and zones are known only when the configuration is: those a report finds out.
 */
export function checkNames(
  objectives: readonly Objective[],
  { load, topology }: Pick<Scenario, 'load' | 'topology'>,
): void {
  const known: { readonly [Name in Part['dimension']]?: readonly string[] } = {
    population: load.populations?.map(({ name }) => name) ?? ['clients'],
    region: Object.keys(topology.regions),
  }
  const problems = objectives.flatMap(({ text, parts = [] }, index) =>
    parts.flatMap(({ dimension, name }) => {
      const names = known[dimension]
      if (names === undefined || names.includes(name)) return []
      const nearest = nearestOf(name, names)
      return reportError({
        code: 'OBJECTIVE_UNKNOWN_NAME',
        where: `objectives[${index}] "${text}"`,
        what: `there is no ${dimension} ${name}`,
        why: `the scenario has ${names.join(', ')}`,
        fix: nearest === undefined ? 'name one of these' : `write ${nearest}`,
      }).problems
    }),
  )
  if (problems.length > 0) throw new GatedrillError(problems)
}
