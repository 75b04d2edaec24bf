import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadArtifacts } from '../../../../../gateway/config/load-artifacts.ts'
import { mockBodyOf } from '../../../../../gateway/policy/message/mock-body.ts'
import type { Issue } from '../../../../../gateway/policy/validation/issues.ts'
import { schemaValidators } from '../../../../../gateway/policy/validation/schema-validators.ts'
import type { Representation } from '../../../../../ledger/definition.ts'
import type { Operation } from '../../../../../ledger/revision.ts'
import { given } from '../../config/folder-of.ts'

const folderAt = (path: string) => fileURLToPath(new URL(`../../../../../${path}`, import.meta.url))

describe.each([
  ['the configuration orders', 'scenarios/configs/orders', 0],
  // Choices that exclude nothing, a text that is a number, and bodies cut where they are too deep.
  ['a real extract', '../shared/input/apiops-demo', 0.1],
])('%s (skipped when absent)', (_case, path, unfitMax) => {
  test.skipIf(!existsSync(folderAt(path)))(
    'samples that are made fit the schema of their response',
    async () => {
      const { content } = await loadArtifacts(folderAt(path), given)
      const validators = schemaValidators({})
      const checked = content.apis.flatMap((api) =>
        api.operations.flatMap((operation) =>
          (operation.definition?.responses ?? []).flatMap(({ status, representations }) =>
            representations.flatMap((representation) => {
              const { contentType, schema } = representation
              if (schema === undefined || !contentType.includes('json')) return []
              const wanted = { status: Number(status), contentType, index: 0 }
              // Examples of the document itself need not fit: the service makes some that do not.
              const bare = withoutExamples(operation, status, representation)
              const { text } = mockBodyOf(bare, api, wanted)
              if (text === '') return []
              const validator = validators.of(representation, schema, api.schemas)
              const found =
                validator.kind === 'ready'
                  ? validator.validate(JSON.parse(text)).filter(isPossible)
                  : [validator]
              return [{ where: `${api.id}/${operation.id} ${status}`, found }]
            }),
          ),
        ),
      )
      expect(checked.length).toBeGreaterThan(3)
      const unfit = checked.filter(({ found }) => found.length > 0)
      expect(unfit.length / checked.length, JSON.stringify(unfit)).toBeLessThanOrEqual(unfitMax)
    },
  )
})

/** The extract has times that are a number and, by anyOf, a text or null: nothing is all of it. */
const isPossible = ({ at }: Issue) => !/_(at|finish)$/.test(at)

function withoutExamples(operation: Operation, status: string, of: Representation): Operation {
  const responses = [{ status, headers: [], representations: [{ ...of, examples: [] }] }]
  return {
    ...operation,
    definition: { path: [], query: [], headers: [], request: [], responses },
  }
}
