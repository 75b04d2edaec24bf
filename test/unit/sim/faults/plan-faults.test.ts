import { expect, test } from 'vitest'
import { planFaults } from '../../../../sim/faults/plan-faults.ts'
import { planWorld } from './world-in-memory.ts'

const zoneDown = { kind: 'zone-down', zone: 2, atS: 12, durationS: 14 }

test('a fault is resolved with its targets, its defaults and an id', () => {
  const [resolved] = planFaults([zoneDown], planWorld, 40)
  expect(resolved?.planned).toEqual({
    id: 'zone-down#1',
    kind: 'zone-down',
    params: { zone: 2, silenceMs: 2_000 },
    targets: ['westeurope-2-u2-a', 'westeurope-2-u2-b'],
    atS: 12,
    durationS: 14,
  })
})

test.each([
  ['an unknown kind', { kind: 'meteor' }, /faults\[0\] meteor: .*FAULT_UNKNOWN[\s\S]*zone-down/],
  ['a zone that is not there', { zone: 'mars-1' }, /nothing matches \{"zone":"mars-1"\}.*WITHOUT/],
  ['an unknown parameter', { colour: 'red' }, /faults\[0\] zone-down: .*colour.*FAULT_PARAMS/],
  ['a parameter of a wrong type', { silenceMs: 'long' }, /zone-down silenceMs: .*FAULT_PARAMS/],
  ['a begin after the load', { atS: 40 }, /begin at 40 s.*FAULT_OUTSIDE_LOAD/],
])('%s is refused', (_case, change, message) => {
  expect(() => planFaults([{ ...zoneDown, ...change }], planWorld, 40)).toThrow(message)
})

test('all problems of all faults come together', () => {
  const inputs = [{ ...zoneDown, kind: 'meteor' }, zoneDown, { ...zoneDown, zone: 9 }]
  expect(() => planFaults(inputs, planWorld, 40)).toThrow(/faults\[0\] meteor[\s\S]*faults\[2\]/)
})

test('a fault of TLS says what a part needs that speaks in the clear', () => {
  const parts = planWorld.parts.map(({ isTls: _isTls, ...part }) => part)
  const kinds = ['backend-certificate-expired', 'identity-certificate-expired']
  for (const kind of kinds) {
    const input = { kind, atS: 1, durationS: 1 }
    expect(() => planFaults([input], { ...planWorld, parts }, 40)).toThrow(
      /FAULT_WITHOUT_TARGET[\s\S]*it needs an? .* with tls: true/,
    )
  }
})
