import { parse } from 'yaml'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import { type ScenarioErrorCode, scenarioErrorCodes, scenarioProblem } from './errors.ts'
import { type FieldPath, pathOfText, textOfPath } from './field-path.ts'
import { describe, valueAt } from './issue-problems.ts'
import { fieldsAt, type JsonSchema, schemaAt } from './json-schema.ts'
import { nearestOf } from './nearest.ts'

export type Setting = { readonly text: string; readonly path: FieldPath; readonly value: unknown }

/** Reads `--set topology.redundancy=zonal` by the type of its field; `input` is the scenario. */
export function settingOf(text: string, input: unknown): Setting {
  const equals = text.indexOf('=')
  const path = equals < 0 ? undefined : pathOfText(text.slice(0, equals).trim())
  if (path === undefined) {
    throw refusal(text, scenarioErrorCodes.setSyntax, {
      what: 'this is no setting',
      why: 'a setting is a field and its value with = between them',
      fix: '--set load.ratePerS=200, --set faults[0].atS=5, --set \'gateway.hosts["a.b"]=orders\'',
    })
  }
  const schema = checkedSchema(text, path, input)
  return { text, path, value: settingValueOf(text, path, text.slice(equals + 1), schema, input) }
}

/** The same scenario with one field changed; objects on the way to it are made when absent. */
export function withSetting(input: unknown, path: FieldPath, value: unknown): unknown {
  const [part, ...rest] = path
  if (part === undefined) return value
  const child = withSetting(valueAt(input, [part]), rest, value)
  if (Array.isArray(input) && typeof part === 'number') return input.with(part, child)
  return { ...(isObject(input) ? input : {}), [part]: child }
}

function checkedSchema(text: string, path: FieldPath, input: unknown): JsonSchema {
  for (const [depth, part] of path.entries()) {
    const parent = path.slice(0, depth)
    if (schemaAt([...parent, part]) === undefined) throw unknownPath(text, parent, part)
    if (typeof part !== 'number') continue
    const list = valueAt(input, parent)
    const count = Array.isArray(list) ? list.length : 0
    if (part >= count) throw outOfList(text, parent, count)
  }
  return schemaAt(path) ?? {}
}

function unknownPath(text: string, parent: FieldPath, part: string | number): GatedrillError {
  const known = fieldsAt(parent)
  const nearest = nearestOf(String(part), known)
  const holder = parent.length === 0 ? 'a scenario' : textOfPath(parent)
  return refusal(text, scenarioErrorCodes.setUnknownPath, {
    what: `${holder} has no ${typeof part === 'number' ? textOfPath([part]) : part}`,
    why: known.length === 0 ? `it is ${describe(parent)}` : `it has ${known.join(', ')}`,
    fix: nearest === undefined ? 'name one of its fields' : `write ${nearest}`,
  })
}

function outOfList(text: string, parent: FieldPath, count: number): GatedrillError {
  const list = textOfPath(parent)
  const last = count === 1 ? '[0]' : `[0] to [${count - 1}]`
  return refusal(text, scenarioErrorCodes.setUnknownPath, {
    what: `${list} has no such place`,
    why: count === 0 ? `this scenario's ${list} is empty` : `it has ${last}`,
    fix: count === 0 ? `set the whole list: ${list}=[...]` : `count from 0, up to ${count - 1}`,
  })
}

/** What the field's type makes of the text; a field of any type keeps the type it has. */
function settingValueOf(
  text: string,
  path: FieldPath,
  raw: string,
  { type }: JsonSchema,
  input: unknown,
): unknown {
  const present = valueAt(input, path)
  const meant = type ?? (typeof present === 'string' ? 'string' : undefined)
  if (meant === 'string') return raw
  const value = parsed(raw)
  const fits =
    meant === undefined ||
    (meant === 'array' && Array.isArray(value)) ||
    (meant === 'object' && isObject(value) && !Array.isArray(value)) ||
    (meant === 'integer' ? Number.isInteger(value) : typeof value === meant)
  if (fits) return value
  throw refusal(text, scenarioErrorCodes.setBadValue, {
    what: `${JSON.stringify(raw)} is no value for ${textOfPath(path)}`,
    why: `it takes ${describe(path)}`,
    fix: `give ${describe(path)}`,
  })
}

/** YAML's flow style: 5, true, [1, 2], { zones: 3, units: 3 }, and everything else a text. */
function parsed(raw: string): unknown {
  try {
    return parse(raw)
  } catch {
    // Broken flow style is a text that fits no list and no object, which is then said.
    return raw
  }
}

function refusal(
  text: string,
  code: ScenarioErrorCode,
  said: Pick<Problem, 'what' | 'why' | 'fix'>,
): GatedrillError {
  return new GatedrillError(scenarioProblem({ code, where: `--set ${text}`, ...said }))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
