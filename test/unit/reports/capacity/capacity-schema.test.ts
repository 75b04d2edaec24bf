import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { capacityJsonSchema } from '../../../../reports/capacity/capacity-document.ts'

const path = resolve(import.meta.dirname, '../../../../reports/capacity/capacity.schema.json')

test('the published JSON Schema of capacity.json is that of the code', () => {
  const schema: unknown = JSON.parse(JSON.stringify(capacityJsonSchema()))
  const text = `${JSON.stringify(schema, undefined, 2)}\n`
  if (process.env.GOLDEN === 'write') writeFileSync(path, text)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schema)
})
