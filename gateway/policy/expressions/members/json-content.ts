import { raise } from '../error.ts'
import { toJson } from '../runtime/json-of.ts'
import { parseJson } from '../runtime/json-parse.ts'
import type { Value } from '../value.ts'
import { cloneToken, JArray, JObject, JProperty, JToken, JValue } from '../values/json.ts'
import { objectKind } from './kind.ts'
import { sequence } from './kinds.ts'

export const jToken = objectKind(JToken, 'JToken')
export const jObject = objectKind(JObject, 'JObject')
export const jArray = objectKind(JArray, 'JArray')
export const jProperty = objectKind(JProperty, 'JProperty')
export const jValue = objectKind(JValue, 'JValue')

export function owned(value: Value): JToken {
  const made = toJson(value)
  return made.parent === undefined ? made : cloneToken(made)
}

export function isSpread(content: Value): boolean {
  return typeof content === 'object' && !(content instanceof JToken) && sequence.accepts(content)
}

export function raiseArrayIndex(): never {
  raise(
    'ArgumentOutOfRangeException',
    "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')",
  )
}

export function parsedAs<Token extends JToken>(
  json: string,
  type: abstract new (...args: never[]) => Token,
  name: string,
): Token {
  const parsed = parseJson(json)
  if (parsed instanceof type) return parsed
  const kind = parsed instanceof JValue ? parsed.type : parsed.netType.slice(1)
  return raise(
    'JsonReaderException',
    `Error reading ${name} from JsonReader. Current JsonReader item is not an ${name === 'JObject' ? 'object' : 'array'}: ${kind}. Path '', line 1, position 1.`,
  )
}
