import { z } from 'zod'
import type { Problem } from '../../ledger/errors.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import { worldErrorCodes } from '../errors.ts'
import type { Fault } from './define-fault.ts'

/** What is wrong with the parameters of a fault, in the words of the person who wrote them. */
export function paramProblems(
  where: string,
  { kind, example, params }: Pick<Fault, 'kind' | 'example' | 'params'>,
  given: Readonly<Record<string, unknown>>,
  issues: readonly z.core.$ZodIssue[],
): readonly Problem[] {
  const known = namesOf(params)
  const why = `${kind} takes ${known.length === 0 ? 'no parameters' : known.join(', ')}`
  const fix = `write it like ${JSON.stringify(example)}`
  const code = worldErrorCodes.faultParams
  return issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const nearest = nearestOf(key, known)
        const what = `there is no parameter ${key}`
        return { code, where, what, why, fix: nearest === undefined ? fix : `write ${nearest}` }
      })
    }
    const [name] = issue.path
    const place = issue.path.length === 0 ? where : `${where} ${issue.path.join('.')}`
    const isMissing = typeof name === 'string' && !Object.hasOwn(given, name)
    return [
      { code, where: place, what: isMissing ? `${name} is missing` : issue.message, why, fix },
    ]
  })
}

function namesOf(params: z.ZodType): readonly string[] {
  const { properties } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' })
  return Object.keys(properties ?? {})
}
