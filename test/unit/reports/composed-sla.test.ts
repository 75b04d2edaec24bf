import { expect, test } from 'vitest'
import { composedSlaOf, slaText } from '../../../reports/composed-sla.ts'

const scenario = (
  backends: Readonly<Record<string, { readonly sla?: number }>>,
  topology: Readonly<Record<string, unknown>> = {},
) => ({
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } }, ...topology },
  backends,
})
const orders = { orders: { sla: 99.9 } }
const twoRegions = {
  regions: { westeurope: { zones: 1, units: 1 }, northeurope: { zones: 1, units: 1 } },
}

test.each([
  ['over zones', {}, 99.890_01],
  ['in one zone', { redundancy: 'zonal' }, 99.850_05],
  ['over regions', twoRegions, 99.890_01],
  ['in a tier without zones', { tier: 'standard-v2' }, 99.850_05],
])('what is in series multiplies: %s', (_case, topology, allowed) => {
  expect(composedSlaOf(scenario(orders, topology))?.allowed).toBe(allowed)
})

test('the weakest path is the whole, and its formula is told beside what was measured', () => {
  const sla = composedSlaOf(scenario({ orders: { sla: 99.95 }, stock: { sla: 99.5 } }))
  expect(sla?.paths).toEqual([
    { backend: 'orders', declared: 99.95, allowed: 99.940_005 },
    { backend: 'stock', declared: 99.5, allowed: 99.490_05 },
  ])
  expect(sla && slaText(sla, 0.998)).toBe(
    'the declared SLAs allow 99.49 % (gateway 99.99 % x stock 99.5 %, the weakest of 2 paths); measured here 99.8 %',
  )
})

test.each([
  ['a backend has none', scenario({ ...orders, stock: {} }), /no number: stock has none$/],
  [
    'the tier has none',
    scenario(orders, { tier: 'developer' }),
    /no number: the gateway has none$/,
  ],
])('no number is made up where %s', (_case, given, expected) => {
  const sla = composedSlaOf(given)
  expect(sla?.allowed).toBeUndefined()
  expect(sla && slaText(sla, undefined)).toMatch(expected)
})

test.each([
  ['no backend declares one', scenario({ orders: {} })],
  ['the run folder holds no scenario', undefined],
  ['it is of another version', { topology: 7 }],
])('nothing is said where %s', (_case, given) => {
  expect(composedSlaOf(given)).toBeUndefined()
})
