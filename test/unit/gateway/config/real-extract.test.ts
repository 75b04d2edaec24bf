import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { given } from './folder-of.ts'

const root = resolve(import.meta.dirname, '../../../../..')
const extract = join(root, 'shared/input/apiops-demo')
const reason = existsSync(extract) ? '' : ': skipped, ../shared/input/apiops-demo is absent'

test.skipIf(reason !== '')(`a real extract loads whole${reason}`, async () => {
  const { content, warnings } = await loadArtifacts(extract, given)
  const counts = content.apis.map(({ id, isCurrent, operations }) => [
    id,
    isCurrent,
    operations.length,
    operations.filter(({ policy }) => policy !== undefined).length,
  ])
  expect(counts).toEqual([
    ['basic-calculator', true, 4, 1],
    ['basic-calculator-v1', true, 4, 1],
    ['basic-calculator-v1;rev=1', false, 4, 1],
    ['basic-calculator-v1;rev=2', false, 4, 1],
    ['basic-calculator-v1;rev=3', false, 4, 1],
    ['basic-calculator;rev=3', false, 4, 1],
    ['color-api', true, 9, 3],
    ['echo-api', true, 7, 4],
    ['mark-harrison-colors-api', true, 9, 0],
    ['new-foo', true, 106, 0],
    ['red-anyonecancode-web', true, 8, 0],
    ['starwars-v1', true, 3, 0],
    ['test', true, 3, 0],
    ['testopenai', true, 6, 0],
  ])
  expect(content.products.map(({ id, apiIds }) => [id, apiIds.length])).toEqual([
    ['goldtier', 0],
    ['starter', 5],
    ['unlimited', 4],
  ])
  expect(content.subscriptions.map(({ scope }) => scope)).toEqual([
    { kind: 'product', productId: 'starter' },
    { kind: 'product', productId: 'unlimited' },
  ])
  expect(content).toMatchObject({
    globalPolicy: { file: 'policy.xml' },
    fragments: [{ id: 'ForwardContext' }],
    versionSets: [{ scheme: 'Segment' }, { scheme: 'Segment' }],
  })
  expect(content.backends.map(({ id, kind, members }) => [id, kind, members.length])).toEqual([
    ['MyCustomBackend', 'single', 0],
    ['WebApp_red-anyonecancode-web', 'single', 0],
    ['backend-pool-test', 'pool', 2],
  ])
  // Four secrets, which an extract never holds; nothing else is missing.
  expect(warnings.map(({ code }) => code)).toEqual(new Array(4).fill('ARTIFACTS_VALUE_MISSING'))
})

test.skipIf(reason !== '')(
  `every operation of a real extract can be called as its examples say${reason}`,
  async () => {
    const { content } = await loadArtifacts(extract, given)
    for (const { id, operations } of content.apis) {
      for (const { urlTemplate, examples } of operations) {
        const names = [...urlTemplate.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name)
        expect(Object.keys(examples.path).toSorted(), id).toEqual(names.toSorted())
        expect(Object.values(examples.path), id).not.toContain('')
      }
    }
  },
)
