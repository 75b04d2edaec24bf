import { expect, test } from 'vitest'
import { settingOf, withSetting } from '../../../scenarios/set-option.ts'

const input = {
  name: 'x',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  load: { ratePerS: 400, durationS: 40 },
  faults: [{ kind: 'zone-down', zone: 2, atS: 12, durationS: 14, note: '5' }],
  objectives: ['recovery < 10s', 'lost(config) = 0'],
}

test.each([
  ['topology.redundancy=zonal', 'zonal'],
  ['load.ratePerS=12.5', 12.5],
  ['load.ratePerS = 7', 7],
  ['topology.regions.westeurope.units=6', 6],
  ['faults[0].atS=3', 3],
  ['faults[0].zone=3', 3],
  ['faults[0].zone=westeurope-1', 'westeurope-1'],
  ['faults[0].silenceMs=500', 500],
  ['faults[0].note=7', '7'],
  ['objectives[1]=recovery < 5s', 'recovery < 5s'],
  ['objectives=["a = 1", "b"]', ['a = 1', 'b']],
  ['topology.regions.northeurope={ zones: 1, units: 1 }', { zones: 1, units: 1 }],
  ['description=true', 'true'],
  ['description=a=b', 'a=b'],
])('%s is read by the type of its field', (text, value) => {
  expect(settingOf(text, input).value).toEqual(value)
})

test.each([
  ['topology.redundency=zonal', 'SCENARIO_SET_UNKNOWN_PATH', /no redundency.*\n.*\n.*redundancy/],
  ['nope=1', 'SCENARIO_SET_UNKNOWN_PATH', /a scenario has no nope/],
  ['load.ratePerS.x=1', 'SCENARIO_SET_UNKNOWN_PATH', /load\.ratePerS has no x/],
  ['load[0]=1', 'SCENARIO_SET_UNKNOWN_PATH', /load has no \[0\]/],
  ['faults[1].atS=1', 'SCENARIO_SET_UNKNOWN_PATH', /faults has no such place.*\n.*has \[0\]/],
  ['objectives[5]=x', 'SCENARIO_SET_UNKNOWN_PATH', /\[0\] to \[1\]/],
  ['__proto__.x=1', 'SCENARIO_SET_UNKNOWN_PATH', /no __proto__/],
  ['load.ratePerS=abc', 'SCENARIO_SET_BAD_VALUE', /"abc" is no value.*\n.*a number above 0/],
  ['load.ratePerS=', 'SCENARIO_SET_BAD_VALUE', /"" is no value/],
  ['load.connections=1.5', 'SCENARIO_SET_BAD_VALUE', /a whole number above 0 up to 10000/],
  ['objectives=a', 'SCENARIO_SET_BAD_VALUE', /a list/],
  ['objectives=[a', 'SCENARIO_SET_BAD_VALUE', /a list/],
  ['load.ratePerS', 'SCENARIO_SET_SYNTAX', /no setting/],
  ['=1', 'SCENARIO_SET_SYNTAX', /no setting/],
  ['load..ratePerS=1', 'SCENARIO_SET_SYNTAX', /no setting/],
])('%s is refused as %s', (text, code, message) => {
  expect(() => settingOf(text, input)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
  )
  expect(() => settingOf(text, input)).toThrow(message)
})

test('a setting changes one field of a copy', () => {
  const changed = withSetting(input, ['faults', 0, 'atS'], 3)
  expect(changed).toEqual({ ...input, faults: [{ ...input.faults[0], atS: 3 }] })
  expect(input.faults[0]?.atS).toBe(12)
})

test('objects on the way are made when absent, and never the prototype of all', () => {
  expect(withSetting({}, ['timing', 'syncPeriodMs'], 5)).toEqual({ timing: { syncPeriodMs: 5 } })
  withSetting({}, ['__proto__', 'polluted'], true)
  expect(Object('').polluted).toBeUndefined()
})
