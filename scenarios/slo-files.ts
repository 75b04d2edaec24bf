import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { PlaceOf } from './issue-problems.ts'
import type { Scenario } from './schema.ts'
import { readSlos } from './slo/read-slos.ts'
import type { Slo } from './slo/schema.ts'

/** The scenario with its OpenSLO files read: what they hold stands in their place. */
export function withSloFiles(scenario: Scenario, file: string, placeOf: PlaceOf): Scenario {
  const files = scenario.slos.flatMap((slo, index) => {
    if (typeof slo !== 'string') return []
    return [textAt(resolve(dirname(file), slo), placeOf(['slos', index]))]
  })
  if (files.length === 0) return scenario
  const written = scenario.slos.filter((slo): slo is Slo => typeof slo !== 'string')
  return { ...scenario, slos: [...written, ...readSlos(files)] }
}

function textAt(path: string, where: string) {
  const shown = relative('', path)
  try {
    return { name: shown.startsWith('..') ? path : shown, text: readFileSync(path, 'utf8') }
  } catch (error) {
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.slo,
        where,
        what: `${path} cannot be read`,
        why: error instanceof Error ? error.message : String(error),
        fix: 'name an OpenSLO file that is there, relative to the scenario file',
      }),
    )
  }
}
