import { spendStep } from '../budget.ts'
import { raise } from '../error.ts'
import { childrenOf, JArray, JObject, JProperty, type JToken, JValue } from '../values/json.ts'
import { NetNumber } from '../values/number.ts'
import { toText } from './text.ts'

const step =
  /\s*(?:(\.\.)|\.)?\s*(?:\[\s*(?:\?\((.*?)\)|(-?\d+(?:\s*,\s*-?\d+)*)|(-?\d*:-?\d*(?::-?\d+)?)|(\*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]|(\*)|([^.[\]()\s'"]+))/y

/** `SelectTokens`: JSONPath as Newtonsoft has it: names, indices, slices, `..`, `*`, filters. */
export function selectTokens(root: JToken, path: string): JToken[] {
  const text = path.trim()
  let at = text.startsWith('$') || text.startsWith('@') ? 1 : 0
  let found: JToken[] = [root]
  while (at < text.length) {
    step.lastIndex = at
    const match = step.exec(text)
    if (match === null || match[0] === '')
      raise('JsonException', `Unexpected character while parsing path: ${text[at]}`)
    at = step.lastIndex
    const from = match[1] === undefined ? found : found.flatMap(withDescendants)
    found = from.flatMap((token) => {
      spendStep()
      return selected(token, match)
    })
  }
  return found
}

function withDescendants(token: JToken): JToken[] {
  spendStep()
  return [token, ...valuesOf(token).flatMap(withDescendants)]
}

function valuesOf(token: JToken): readonly JToken[] {
  return childrenOf(token).map((child) => (child instanceof JProperty ? child.value : child))
}

function selected(token: JToken, match: RegExpExecArray): readonly JToken[] {
  const [, , filter, indices, slice, star, single, double, bareStar, bareName] = match
  if (star !== undefined || bareStar !== undefined) return valuesOf(token)
  if (filter !== undefined) return valuesOf(token).filter((child) => holds(child, filter))
  if (indices !== undefined)
    return indices.split(',').flatMap((index) => itemAt(token, Number(index)))
  if (slice !== undefined) return sliceOf(token, slice)
  const name = (single ?? double)?.replace(/\\(.)/g, '$1') ?? bareName ?? ''
  const value = token instanceof JObject ? token.get(name) : null
  return value === null ? [] : [value]
}

function itemAt(token: JToken, index: number): readonly JToken[] {
  const item = token instanceof JArray ? token.items[index] : undefined
  return item === undefined ? [] : [item]
}

function sliceOf(token: JToken, slice: string): readonly JToken[] {
  if (!(token instanceof JArray)) return []
  const [start, end, by] = slice.split(':').map((part) => (part === '' ? undefined : Number(part)))
  const items = token.items.slice(start ?? 0, end ?? token.items.length)
  return items.filter((_, index) => index % Math.max(by ?? 1, 1) === 0)
}

const condition =
  /^\s*[@$]\.?([\w.$[\]'"-]*)\s*(?:(==|!=|<=|>=|<|>|=~)\s*('[^']*'|"[^"]*"|[^\s&|]+))?\s*$/

/** `?(@.a == 'x' && @.b > 1)`: `||` binds less than `&&`. */
function holds(token: JToken, filter: string): boolean {
  return filter
    .split('||')
    .some((any) => any.split('&&').every((one) => conditionHolds(token, one)))
}

function conditionHolds(token: JToken, text: string): boolean {
  const match = condition.exec(text)
  if (match === null) raise('JsonException', `Unexpected path operator: ${text}`)
  const [, path = '', operator, literal = ''] = match
  const found = path === '' ? [token] : selectTokens(token, path)
  if (operator === undefined) return found.length > 0
  return found.some((one) => one instanceof JValue && compares(one, operator, literal))
}

function compares(token: JValue, operator: string, literal: string): boolean {
  const isText = /^['"]/.test(literal)
  const wanted = isText ? literal.slice(1, -1) : literal
  const isNumber = token.type === 'Integer' || token.value instanceof NetNumber
  const held =
    token.value === null
      ? 'null'
      : token.type === 'Boolean'
        ? toText(token).toLowerCase()
        : toText(token)
  const isSame = isNumber && !isText ? Number(held) === Number(wanted) : held === wanted
  if (operator === '==') return isSame
  if (operator === '!=') return !isSame
  const order = isNumber
    ? Number(held) - Number(wanted)
    : held < wanted
      ? -1
      : held > wanted
        ? 1
        : 0
  if (operator === '<') return order < 0
  if (operator === '>') return order > 0
  return operator === '<=' ? order <= 0 : operator === '>=' && order >= 0
}
