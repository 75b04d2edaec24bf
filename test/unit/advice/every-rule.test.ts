import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rules } from '../../../advice/advise.ts'

const tables = ['scenario-rules', 'document-rules', 'configuration-rules'].map((name) =>
  readFileSync(join(import.meta.dirname, `${name}.test.ts`), 'utf8'),
)

test('each rule has a row with what it finds and what it does not', () => {
  const untested = rules.filter(({ id }) => !tables.some((text) => text.includes(`'${id}',`)))
  expect(untested.map(({ id }) => id)).toEqual([])
})
