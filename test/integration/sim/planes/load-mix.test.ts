import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { compileAuthorizer } from '../../../../gateway/routing/authorize.ts'
import { loadScenario } from '../../../../scenarios/load-scenario.ts'
import { resolveOperations } from '../../../../sim/load-mix.ts'

const root = resolve(import.meta.dirname, '../../../..')
const extract = resolve(root, '../shared/input/apiops-demo')

const given = {
  namedValues: {},
  keysOf: (id: string) => ({ primary: `key-of-${id}`, secondary: `other-${id}` }),
}

async function operationsOf(config?: string) {
  const { scenario, configFolder } = await loadScenario('zone-down', { set: [], config })
  const { content } = await loadArtifacts(configFolder, given)
  return { content, operations: resolveOperations(scenario, content) }
}

test('zone-down calls the orders configuration by its own four operations', async () => {
  const { operations } = await operationsOf()
  expect(operations.map(({ name, needsToken }) => [name, needsToken])).toEqual([
    ['cached GET', false],
    ['GET', false],
    ['POST', false],
    ['JWT GET', true],
  ])
  const keys = operations.map(({ headers }) => headers['Ocp-Apim-Subscription-Key'])
  expect(new Set(keys)).toEqual(new Set(['key-of-contoso']))
})

test('a body with drawn numbers is JSON once they are drawn', async () => {
  const { operations } = await operationsOf()
  const drawn = operations[2]?.body?.replaceAll(/\{\w+:(\d+)\.\.\d+\}/g, '$1')
  expect(JSON.parse(drawn ?? '')).toEqual({ productId: 1, quantity: 1 })
})

describe.skipIf(!existsSync(extract))('over a real extract (skipped where it is absent)', () => {
  test('the mix is made from it, with keys that its gateway admits', async () => {
    const { content, operations } = await operationsOf(extract)
    expect(operations.length).toBeGreaterThan(10)
    const authorize = compileAuthorizer(content)
    for (const { name, headers } of operations) {
      const api = content.apis.find(({ id }) => id === name.split('/')[0])
      if (api === undefined) throw new Error(`${name} is of no API`)
      const read = { first: (header: string) => headers[header] }
      expect(authorize(api, read, new Map(), 'gateway').stop).toBeUndefined()
    }
  })
})
