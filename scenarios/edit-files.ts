import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import type { PlaceOf } from './issue-problems.ts'
import type { EditInput } from './schema/edits.ts'
import type { Scenario } from './schema.ts'

/** The scenario with the files of its edits read: what they hold is then the body. */
export function withEditFiles(scenario: Scenario, file: string, placeOf: PlaceOf): Scenario {
  const edits = scenario.edits.map((edit, index): EditInput => {
    const { file: named, ...rest } = edit
    if (named === undefined) return edit
    const path = resolve(dirname(file), named)
    const body = bodyIn(path)
    if (body !== undefined) return { ...rest, body }
    throw new GatedrillError(
      scenarioProblem({
        code: scenarioErrorCodes.editFile,
        where: placeOf(['edits', index, 'file']),
        what: `${path} cannot be read`,
        why: 'an edit is made with what its file holds: JSON, or XML of a policy document',
        fix: 'name a .json or .xml file that is there, relative to the scenario file',
      }),
    )
  })
  return { ...scenario, edits }
}

function bodyIn(path: string): unknown {
  try {
    const text = readFileSync(path, 'utf8')
    if (path.endsWith('.json')) return JSON.parse(text)
    return path.endsWith('.xml') ? { properties: { format: 'rawxml', value: text } } : undefined
  } catch {
    return undefined
  }
}
