import { spendSize, spendStep } from '../budget.ts'
import { raise } from '../error.ts'
import { JArray, JObject, type JToken, JValue } from '../values/json.ts'
import { NetNumber } from '../values/number.ts'
import { jsonDate } from './date-parse.ts'

type Reader = {
  readonly text: string
  readonly takesDates: boolean
  at: number
  depth: number
}

/** Newtonsoft's own limit is 64 since version 13. */
const depthMax = 128

/**
 * Reads JSON as Newtonsoft does: whole numbers are long, texts that are ISO dates become dates,
 * comments and single quotes are taken. Without dates such texts stay as they are.
 * Throws JsonReaderException.
 */
export function parseJson(text: string, takesDates = true): JToken {
  spendSize(text.length)
  const reader: Reader = { text, takesDates, at: text.startsWith('\uFEFF') ? 1 : 0, depth: 0 }
  skipSpace(reader)
  if (reader.at >= text.length) {
    fail(reader, 'Error reading JToken from JsonReader. Path')
  }
  const token = valueAt(reader)
  skipSpace(reader)
  if (reader.at < text.length) {
    fail(
      reader,
      `Additional text encountered after finished reading JSON content: ${text[reader.at]}.`,
    )
  }
  return token
}

function fail({ text, at }: Reader, message: string): never {
  const before = text.slice(0, at).split('\n')
  const place = `line ${before.length}, position ${before.at(-1)?.length ?? 0}`
  raise('JsonReaderException', `${message} ${place}.`)
}

const space = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y

function skipSpace(reader: Reader): void {
  const code = reader.text.charCodeAt(reader.at)
  if (code > 0x20 && code !== 0x2f && code < 0x80) return
  space.lastIndex = reader.at
  if (space.test(reader.text)) reader.at = space.lastIndex
}

function valueAt(reader: Reader): JToken {
  spendStep()
  const character = reader.text[reader.at]
  if (character === '{') return deeper(reader, objectAt)
  if (character === '[') return deeper(reader, arrayAt)
  if (character === '"' || character === "'") {
    const text = stringAt(reader)
    const date = reader.takesDates ? jsonDate(text) : undefined
    return date === undefined ? new JValue('String', text) : new JValue('Date', date)
  }
  return wordAt(reader)
}

function deeper(reader: Reader, parse: (reader: Reader) => JToken): JToken {
  reader.depth += 1
  if (reader.depth > depthMax)
    fail(reader, `The reader's MaxDepth of ${depthMax} has been exceeded.`)
  reader.at += 1
  skipSpace(reader)
  const token = parse(reader)
  reader.depth -= 1
  return token
}

function objectAt(reader: Reader): JObject {
  const object = new JObject()
  while (reader.text[reader.at] !== '}') {
    const name = nameAt(reader)
    skipSpace(reader)
    if (reader.text[reader.at] !== ':')
      fail(reader, "Invalid character after parsing property name. Expected ':'.")
    reader.at += 1
    skipSpace(reader)
    object.set(name, valueAt(reader))
    separatorAt(reader, '}')
  }
  reader.at += 1
  return object
}

function arrayAt(reader: Reader): JArray {
  const array = new JArray()
  while (reader.text[reader.at] !== ']') {
    array.push(valueAt(reader))
    separatorAt(reader, ']')
  }
  reader.at += 1
  return array
}

function separatorAt(reader: Reader, end: string): void {
  skipSpace(reader)
  const character = reader.text[reader.at]
  if (character === ',') {
    reader.at += 1
    skipSpace(reader)
  } else if (character !== end) {
    const found =
      character === undefined
        ? 'Unexpected end of content.'
        : `After parsing a value an unexpected character was encountered: ${character}.`
    fail(reader, found)
  }
}

const bareName = /[A-Za-z_$][\w$]*/y

function nameAt(reader: Reader): string {
  const character = reader.text[reader.at]
  if (character === '"' || character === "'") return stringAt(reader)
  bareName.lastIndex = reader.at
  const name = bareName.exec(reader.text)?.[0]
  if (name === undefined) fail(reader, `Invalid property identifier character: ${character ?? ''}.`)
  reader.at += name.length
  return name
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function stringAt(reader: Reader): string {
  const { text } = reader
  const quote = text[reader.at]
  let start = reader.at + 1
  let value = ''
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (character === quote) {
      reader.at = at + 1
      return value + text.slice(start, at)
    }
    if (character !== '\\') continue
    value += text.slice(start, at)
    at += 1
    const letter = text[at] ?? ''
    if (letter === 'u') {
      value += String.fromCharCode(Number.parseInt(text.slice(at + 1, at + 5), 16))
      at += 4
    } else value += escapes[letter] ?? letter
    start = at + 1
  }
  return fail(reader, 'Unterminated string.')
}

const number = /-?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y
const word = /-?[A-Za-z]+/y

function wordAt(reader: Reader): JValue {
  number.lastIndex = reader.at
  const digits = number.exec(reader.text)?.[0]
  if (digits !== undefined) {
    reader.at += digits.length
    return numberOf(digits)
  }
  word.lastIndex = reader.at
  const name = word.exec(reader.text)?.[0] ?? ''
  const known = words.get(name)
  if (known === undefined) {
    fail(
      reader,
      `Unexpected character encountered while parsing value: ${reader.text[reader.at] ?? ''}.`,
    )
  }
  reader.at += name.length
  return known()
}

const words = new Map<string, () => JValue>([
  ['true', () => new JValue('Boolean', true)],
  ['false', () => new JValue('Boolean', false)],
  ['null', () => new JValue('Null', null)],
  ['undefined', () => new JValue('Undefined', null)],
  ['NaN', () => new JValue('Float', new NetNumber('double', Number.NaN))],
  ['Infinity', () => new JValue('Float', new NetNumber('double', Infinity))],
  ['-Infinity', () => new JValue('Float', new NetNumber('double', -Infinity))],
])

function numberOf(digits: string): JValue {
  if (/[.eE]/.test(digits) && !/^-?0[xX]/.test(digits)) {
    return new JValue('Float', new NetNumber('double', Number(digits)))
  }
  const isNegative = digits.startsWith('-')
  const value = BigInt(isNegative ? digits.slice(1) : digits)
  return new JValue('Integer', isNegative ? -value : value)
}
