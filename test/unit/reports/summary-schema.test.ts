import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { summaryJsonSchema } from '../../../reports/summary.ts'

const path = resolve(import.meta.dirname, '../../../reports/summary.schema.json')

test('the published JSON Schema is that of the code', () => {
  const schema: unknown = JSON.parse(JSON.stringify(summaryJsonSchema()))
  const text = `${JSON.stringify(schema, undefined, 2)}\n`
  if (process.env.GOLDEN === 'write') writeFileSync(path, text)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schema)
})
