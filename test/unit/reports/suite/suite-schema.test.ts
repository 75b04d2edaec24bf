import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { suiteJsonSchema } from '../../../../reports/suite/suite-document.ts'

const path = resolve(import.meta.dirname, '../../../../reports/suite/suite.schema.json')

test('the published JSON Schema of suite.json is that of the code', () => {
  const schema: unknown = JSON.parse(JSON.stringify(suiteJsonSchema()))
  const text = `${JSON.stringify(schema, undefined, 2)}\n`
  if (process.env.GOLDEN === 'write') writeFileSync(path, text)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schema)
})
