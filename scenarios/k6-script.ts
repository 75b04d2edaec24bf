import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { PlaceOf } from './issue-problems.ts'
import type { Scenario } from './schema.ts'

/** The scenario with the absolute path of its k6 script, if it has one; the file is there. */
export function withK6Script(scenario: Scenario, file: string, placeOf: PlaceOf): Scenario {
  const { k6 } = scenario.load
  if (k6?.script === undefined) return scenario
  const script = resolve(dirname(file), k6.script)
  if (statSync(script, { throwIfNoEntry: false })?.isFile() === true) {
    return { ...scenario, load: { ...scenario.load, k6: { ...k6, script } } }
  }
  throw new GatedrillError(
    scenarioProblem({
      code: scenarioErrorCodes.k6Script,
      where: placeOf(['load', 'k6']),
      what: `there is no file ${script}`,
      why: 'load.k6 names a k6 script',
      fix: 'name one that is there, relative to the scenario file',
    }),
  )
}
