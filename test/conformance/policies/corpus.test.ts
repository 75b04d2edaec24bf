import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkPolicyDocument } from '../../../gateway/policy/check-policies.ts'

const corpus = join(import.meta.dirname, '../../../../shared/corpus')

/**
 * What was published and no service would take, by the end of its path: the codes of what is wrong,
 * in order, and why each is no fault of the reader.
 */
const broken: Readonly<Record<string, readonly string[]>> = {
  // A formatter wrote `=""` behind every word in quotes.
  'Call out to an HTTP endpoint and cache the response.policy.xml': [
    'POLICY_XML_EXPRESSION_UNCLOSED',
  ],
  'Loopback request for service at same API Management service.xml': ['EXPRESSION_SYNTAX'],
  'Pre-authorize requests based on HTTP method with validate-jwt.policy.xml': [
    'EXPRESSION_SYNTAX',
    'EXPRESSION_SYNTAX',
  ],
  // Opened as <llm-emit-token-metric>, closed as <azure-openai-emit-token-metric>.
  'frag-llm-usage.xml': ['POLICY_XML_MISMATCHED'],
  // A dimension of its own without a value; only the service's own dimensions have one.
  'TestData/emit-metric.xml': ['POLICY_CONTENT'],
  'TestData/llm-emit-token-metric.xml': ['POLICY_CONTENT'],
  // The attribute is called estimate-prompt-tokens, and a period is one of five words.
  'TestData/azure-openai-token-limit.xml': ['POLICY_ATTRIBUTE_UNKNOWN'],
  'TestData/llm-token-limit.xml': ['POLICY_ATTRIBUTE', 'POLICY_ATTRIBUTE_UNKNOWN'],
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
      const refused: Record<string, readonly string[]> = {}
      for (const file of files) {
        const { errors, warnings } = checkPolicyDocument({
          file,
          xml: readFileSync(join(corpus, file), 'utf8'),
        })
        for (const { where } of [...errors, ...warnings]) expect(where).toMatch(/:\d+:\d+$/)
        if (errors.length === 0) continue
        const end = Object.keys(broken).find((known) => file.endsWith(known)) ?? file
        refused[end] = errors.map(({ code }) => code)
      }
      expect(refused).toEqual(broken)
    })
  },
)
