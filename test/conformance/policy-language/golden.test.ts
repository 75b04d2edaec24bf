import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { toText, typeNameOf } from '../../../gateway/policy/expressions/convert.ts'
import { ExpressionError } from '../../../gateway/policy/expressions/error.ts'
import { parseJson } from '../../../gateway/policy/expressions/runtime/json-parse.ts'
import { NetArray } from '../../../gateway/policy/expressions/values/collection.ts'
import { compiled, exchangeOf } from '../../unit/gateway/policy/expressions/exchange.ts'
import { expressionsIn } from './golden/expressions.ts'
import { differences, quirks } from './golden/quirks.ts'

const folder = join(import.meta.dirname, 'golden')

const goldenSchema = z.array(
  z.union([
    z.strictObject({ subject: z.string(), source: z.string(), throws: z.string() }),
    z.strictObject({
      subject: z.string(),
      source: z.string(),
      type: z.string(),
      text: z.string(),
    }),
  ]),
)
type Golden = z.infer<typeof goldenSchema>[number]

const goldens = goldenSchema.parse(JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8')))
const known = new Map([...quirks, ...differences].map((quirk) => [quirk.source, quirk]))

test('values.json holds what the lists ask, and at least 1,000 of it', () => {
  expect(goldens.map(({ source }) => source)).toEqual(
    expressionsIn(folder).map(({ source }) => source),
  )
  expect(goldens.length).toBeGreaterThanOrEqual(1_000)
})

const subjects = [...new Set(goldens.map(({ subject }) => subject))]

describe.each(subjects)('%s', (subject) => {
  const asked = goldens.filter((golden) => golden.subject === subject && !known.has(golden.source))

  test.each(asked)('$source is what C# says it is', (golden) => {
    expect(answerTo(golden.source)).toEqual(expectedOf(golden))
  })
})

test.each([...known.values()])('$source is $expected: $reason', ({ source, expected }) => {
  const { text, throws } = answerTo(source)
  expect(throws === undefined ? text : `!${throws}`).toBe(expected)
})

test('a quirk that is none any more is listed no longer', () => {
  const stale = [...known.values()].filter(({ source, expected }) => {
    const golden = goldens.find((one) => one.source === source)
    return golden === undefined || ('text' in golden && golden.text === expected)
  })
  expect(stale).toEqual([])
})

type Answer = { readonly type?: string; readonly text?: string; readonly throws?: string }

function expectedOf(golden: Golden): Answer {
  if ('throws' in golden) return { throws: golden.throws }
  // Names that a compiler makes up are nobody's to depend on.
  return golden.type.startsWith('<>')
    ? { text: golden.text }
    : { type: golden.type, text: golden.text }
}

function answerTo(source: string): Answer {
  const { problems, evaluate } = compiled(source)
  expect(problems).toEqual([])
  try {
    const value = evaluate(exchangeOf(variables()))
    // The gateway runs on Windows, the golden values were made elsewhere.
    return { type: typeNameOf(value), text: toText(value).replaceAll('\r\n', '\n') }
  } catch (error) {
    if (error instanceof ExpressionError) return { throws: error.type }
    throw error
  }
}

/** As golden/Program.cs has them. */
function variables() {
  const json = parseJson('{"a":1}')
  return {
    x: 'y',
    n: 5,
    b: true,
    null: null,
    j: json,
    l: 5n,
    a: new NetArray(['p', 'q'], 'string'),
  }
}
