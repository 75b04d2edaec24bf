import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkPolicyDocument } from '../../../gateway/policy/check-policies.ts'

const corpus = join(import.meta.dirname, '../../../../shared/corpus')

/** Broken as they were published: no service would take them. Why, by the end of their path. */
const broken: Readonly<Record<string, string>> = {
  'Call out to an HTTP endpoint and cache the response.policy.xml':
    'POLICY_XML_EXPRESSION_UNCLOSED',
  'frag-llm-usage.xml': 'POLICY_XML_MISMATCHED',
}

describe.skipIf(!existsSync(corpus))(
  'published documents (skipped when ../shared/corpus is absent)',
  () => {
    const files = existsSync(corpus)
      ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) =>
          path.endsWith('.xml'),
        )
      : []

    test('are compiled or refused, every problem with file, line and column', () => {
      const refused = new Map<string, readonly string[]>()
      for (const file of files) {
        const { errors, warnings } = checkPolicyDocument({
          file,
          xml: readFileSync(join(corpus, file), 'utf8'),
        })
        for (const { where } of [...errors, ...warnings]) expect(where).toMatch(/:\d+:\d+$/)
        if (errors.length > 0)
          refused.set(
            file,
            errors.map(({ code }) => code),
          )
      }
      for (const [end, code] of Object.entries(broken)) {
        const [found] = [...refused].filter(([file]) => file.endsWith(end))
        expect(found?.[1]).toContain(code)
      }
      // Beside the broken ones a few use what the service takes and this gateway refuses.
      expect(refused.size).toBeLessThanOrEqual(6)
    })
  },
)
