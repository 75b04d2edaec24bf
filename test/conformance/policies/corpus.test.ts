import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkPolicyDocument } from '../../../gateway/policy/check-policies.ts'
import { brokenDocuments, brokenOf } from './broken-documents.ts'

const corpus = join(import.meta.dirname, '../../../../shared/corpus')

describe.skipIf(!existsSync(corpus))(
  'published documents (skipped when ../shared/corpus is absent)',
  () => {
    const files = existsSync(corpus)
      ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) =>
          path.endsWith('.xml'),
        )
      : []

    test('are compiled or refused, every problem with file, line and column', () => {
      const refused: Record<string, readonly string[]> = {}
      for (const file of files) {
        const { errors, warnings } = checkPolicyDocument({
          file,
          xml: readFileSync(join(corpus, file), 'utf8').replace(/^\uFEFF/, ''),
        })
        for (const { where } of [...errors, ...warnings]) expect(where).toMatch(/:\d+:\d+$/)
        const unknown = warnings.filter(({ code }) => code === 'POLICY_UNKNOWN')
        const wrong = [...errors, ...unknown].map(({ code }) => code)
        if (wrong.length > 0) refused[brokenOf(file) ?? file] = wrong
      }
      expect(refused).toEqual(brokenDocuments)
    })
  },
)
