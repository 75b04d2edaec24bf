import type { z } from 'zod'
import type { Problem } from '../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { type FieldPath, textOfPath } from './field-path.ts'
import { fieldsAt, schemaAt } from './json-schema.ts'
import { nearestOf } from './nearest.ts'

type Issue = z.core.$ZodIssue

/** Says where a field stands: `drill.yaml:14 faults[0].zone`. */
export type PlaceOf = (path: FieldPath) => string

/** The problems of one scenario, in the words of the person who wrote it. */
export function problemsOfIssues(
  issues: readonly Issue[],
  input: unknown,
  placeOf: PlaceOf,
): readonly Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, input, placeOf))
}

function problemsOf(issue: Issue, input: unknown, placeOf: PlaceOf): readonly Problem[] {
  const path = fieldPathOf(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField([...path, key], placeOf))
  }
  if (path.length === 0 && (input === null || input === undefined)) return [emptyFile(placeOf)]
  const value = valueAt(input, path)
  if (value === undefined && issue.code !== 'invalid_key') return [missingField(path, placeOf)]
  const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message
  return [
    scenarioProblem({
      code: scenarioErrorCodes.badValue,
      where: placeOf(path),
      what: issue.code === 'invalid_key' ? `bad name ${shown(path.at(-1))}` : shown(value),
      why: message ?? issue.message,
      fix: fixOf(issue, path, value),
    }),
  ]
}

function emptyFile(placeOf: PlaceOf): Problem {
  return scenarioProblem({
    code: scenarioErrorCodes.badValue,
    where: placeOf([]),
    what: 'nothing is written here',
    why: 'a scenario is an object with name, topology, gateway, backends, load and objectives',
    fix: 'let "gatedrill init" write a first one, or start from one of the library',
  })
}

function unknownField(path: FieldPath, placeOf: PlaceOf): Problem {
  const [name, known] = [String(path.at(-1)), fieldsAt(path.slice(0, -1))]
  const nearest = nearestOf(name, known)
  const parent = path.length === 1 ? 'a scenario' : textOfPath(path.slice(0, -1))
  return scenarioProblem({
    code: scenarioErrorCodes.unknownField,
    where: placeOf(path),
    what: `unknown field ${name}`,
    why: `${parent} has ${known.join(', ')}`,
    fix: nearest === undefined ? 'remove it' : `write ${nearest}`,
  })
}

function missingField(path: FieldPath, placeOf: PlaceOf): Problem {
  const parent = path.length <= 1 ? 'a scenario' : textOfPath(path.slice(0, -1))
  return scenarioProblem({
    code: scenarioErrorCodes.missingField,
    where: placeOf(path),
    what: path.length === 0 ? 'nothing is here' : `${String(path.at(-1))} is missing`,
    why: path.length === 0 ? 'a scenario is an object' : `${parent} needs it`,
    fix: `add it: ${describe(path)}`,
  })
}

function fixOf(issue: Issue, path: FieldPath, value: unknown): string {
  if (issue.code === 'invalid_value') {
    const names = issue.values.map(String)
    const nearest = typeof value === 'string' ? nearestOf(value, names) : undefined
    return nearest === undefined ? `one of ${names.join(', ')}` : `write ${nearest}`
  }
  if (issue.code === 'invalid_type' && issue.expected === 'number' && isNumberText(value)) {
    return `give ${describe(path)}, without quotes`
  }
  // A rule with words of its own, which tell more than its regular expression.
  if (issue.code === 'invalid_format' && !issue.message.startsWith('Invalid')) {
    return `give a text that fits: ${issue.message}`
  }
  return `give ${describe(path)}`
}

function isNumberText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
}

/** What would be right at a place, from the schema: `a number above 0 and up to 100000`. */
export function describe(path: FieldPath): string {
  const { type, enum: names, pattern, description, ...rest } = schemaAt(path) ?? {}
  if (names !== undefined) return `one of ${names.join(', ')}`
  const { minimum, exclusiveMinimum, maximum, minItems } = rest
  const limits = [
    minimum === undefined ? '' : `from ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    // Zod bounds every integer by what a number holds, which tells nobody anything.
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : `up to ${maximum}`,
    minItems === undefined ? '' : `of at least ${minItems}`,
  ].filter((limit) => limit !== '')
  const fields = fieldsAt(path)
  const kind = fields.length > 0 ? `an object of ${fields.join(', ')}` : kinds[String(type)]
  const about = description === undefined ? '' : ` (${description})`
  return `${[kind ?? 'a value', ...limits].join(' ')}${pattern === undefined ? about : ` like ${pattern}`}`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

export function valueAt(input: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value) && typeof part === 'number') return value[part]
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined
    return value[part]
  }, input)
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}

/** Symbols never come out of YAML or JSON. */
function fieldPathOf(path: readonly PropertyKey[]): FieldPath {
  return path.map((part) => (typeof part === 'symbol' ? String(part) : part))
}

const shownMax = 60

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > shownMax ? `${text.slice(0, shownMax)}...` : text
}
