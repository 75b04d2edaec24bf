import { expect, test } from 'vitest'
import { GatedrillError } from '../../../../ledger/errors.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { placeBackends, upstreamOf, upstreamsOf } from '../../../../sim/backends/placement.ts'
import { worldErrorCodes } from '../../../../sim/errors.ts'
import { planDrill } from '../../../../sim/plan-drill.ts'

const regions = ['westeurope', 'northeurope']

function scenarioOf(changes: { backends?: object; hosts?: object } = {}) {
  return scenarioSchema.parse({
    name: 'two-regions',
    topology: {
      tier: 'premium',
      regions: { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 1, units: 1 } },
    },
    gateway: { config: 'none', hosts: { '*': 'orders', ...changes.hosts } },
    backends: { orders: { regional: true, zones: 2 }, stock: {}, ...changes.backends },
    load: { ratePerS: 1, durationS: 1 },
    objectives: ['recovery < 10s'],
  })
}

test('a regional backend has a process in each region, the others one in the primary', () => {
  const placed = placeBackends(scenarioOf().backends, regions)
  expect(placed.map(({ name, region, zones }) => [name, region, zones])).toEqual([
    ['orders-westeurope', 'westeurope', ['westeurope-1', 'westeurope-2']],
    ['orders-northeurope', 'northeurope', ['northeurope-1', 'northeurope-2']],
    ['stock', 'westeurope', ['westeurope-1']],
  ])
})

test('an instance calls the backend of its own region', () => {
  const { backends } = scenarioOf()
  expect(upstreamOf('orders', backends, 'northeurope')).toBe('orders-northeurope')
  expect(upstreamOf('stock', backends, 'northeurope')).toBe('stock')
  const called = upstreamsOf(scenarioOf(), regions, 'northeurope')
  expect(called.map(({ name, region }) => [name, region])).toEqual([
    ['orders-northeurope', 'northeurope'],
    // What is not regional stands in the primary, whoever calls it.
    ['stock', 'westeurope'],
  ])
})

test('a host may lead to the backend of another region, from every region', () => {
  const hosts = { 'spare.example': 'orders-northeurope' }
  const scenario = scenarioOf({ hosts })
  expect(upstreamsOf(scenario, regions, 'westeurope').map(({ name }) => name)).toEqual([
    'orders-westeurope',
    'orders-northeurope',
    'stock',
  ])
})

test('two processes cannot have one name', () => {
  const scenario = scenarioOf({ backends: { 'orders-westeurope': {} } })
  expect(() => planDrill(scenario)).toThrow(GatedrillError)
  expect(() => planDrill(scenario)).toThrow(worldErrorCodes.backendNameTaken)
})
