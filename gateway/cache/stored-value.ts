import { z } from 'zod'
import { toText } from '../policy/expressions/convert.ts'
import { parseJson } from '../policy/expressions/runtime/json-parse.ts'
import { jsonText } from '../policy/expressions/runtime/json-text.ts'
import type { Value } from '../policy/expressions/value.ts'
import { JToken } from '../policy/expressions/values/json.ts'
import { doubleOf, NetNumber } from '../policy/expressions/values/number.ts'

export const storedValueSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('plain'),
    value: z.union([z.null(), z.string(), z.boolean(), z.number()]),
  }),
  z.strictObject({ type: z.literal('long'), digits: z.string().regex(/^-?[0-9]{1,19}$/) }),
  z.strictObject({ type: z.literal('double'), value: z.number() }),
  z.strictObject({ type: z.literal('json'), text: z.string() }),
])

/** A value of a policy as it goes to another instance and comes back. */
export type StoredValue = z.infer<typeof storedValueSchema>

/** Nulls, texts, bools, ints, longs, doubles and JSON keep their type; others become texts. */
export function storedValueOf(value: Value): StoredValue {
  if (typeof value === 'bigint') return { type: 'long', digits: String(value) }
  if (value === null || typeof value !== 'object') return { type: 'plain', value }
  if (value instanceof JToken) return { type: 'json', text: jsonText(value, false) }
  if (value instanceof NetNumber && Number.isFinite(value.value)) {
    return { type: 'double', value: value.value }
  }
  return { type: 'plain', value: toText(value) }
}

export function restoredValue(stored: StoredValue): Value {
  if (stored.type === 'long') return BigInt(stored.digits)
  if (stored.type === 'double') return doubleOf(stored.value)
  return stored.type === 'json' ? parseJson(stored.text) : stored.value
}
