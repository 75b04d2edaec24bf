import { pathOf } from '../../config/json-pointer.ts'

/**
 * `Line: 1, Position: 2` of a value in a JSON text that is known to be right: where an object or
 * array begins, where anything else ends. Source: Newtonsoft, IJsonLineInfo.
 */
export function jsonPlace(text: string, pointer: string): string {
  let start = spaceEnd(text, 0)
  for (const name of pathOf(pointer)) start = memberAt(text, start, String(name))
  const end = text[start] === '{' || text[start] === '[' ? start + 1 : valueEnd(text, start)
  const before = text.slice(0, end).split('\n')
  return `Line: ${before.length}, Position: ${before.at(-1)?.length ?? 0}`
}

/** Where a member of the object or array at `start` begins. */
function memberAt(text: string, start: number, name: string): number {
  const isObject = text[start] === '{'
  let at = spaceEnd(text, start + 1)
  let index = 0
  let found = start
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const keyEnd = isObject ? valueEnd(text, at) : at
    const key: unknown = isObject ? JSON.parse(text.slice(at, keyEnd)) : String(index)
    const value = isObject ? spaceEnd(text, spaceEnd(text, keyEnd) + 1) : at
    // A name that stands twice has the value of its last.
    if (key === name || (isObject && String(key).toLowerCase() === name)) found = value
    at = spaceEnd(text, valueEnd(text, value))
    if (text[at] === ',') at = spaceEnd(text, at + 1)
    index += 1
  }
  return found
}

function valueEnd(text: string, start: number): number {
  if (text[start] === '"') return stringEnd(text, start)
  if (text[start] !== '{' && text[start] !== '[') return scalarEnd(text, start)
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') at = stringEnd(text, at) - 1
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

const scalar = /[^\s,\]}]*/y
const space = /\s*/y

function scalarEnd(text: string, start: number): number {
  return matchEnd(scalar, text, start)
}

function spaceEnd(text: string, start: number): number {
  return matchEnd(space, text, start)
}

function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start
  pattern.test(text)
  return pattern.lastIndex
}
