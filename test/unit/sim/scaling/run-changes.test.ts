import { describe, expect, test } from 'vitest'
import type { ScenarioInput } from '../../../../scenarios/schema.ts'
import { scaledInMemory } from './scaled-in-memory.ts'

type Autoscale = NonNullable<NonNullable<ScenarioInput['scaling']>['autoscale']>

const topology = { tier: 'premium', regions: { r: { zones: 3, units: 3 } } } as const

describe('scaling by hand', () => {
  test('takes its minutes, and then the units are there or gone', async () => {
    const scaled = scaledInMemory({
      scaling: {
        manual: [
          { atS: 5, units: 6 },
          { atS: 40, units: 3 },
        ],
      },
    })
    await scaled.advance(24)
    expect(scaled.done).toEqual([])
    await scaled.advance(40)
    expect(scaled.done).toEqual([
      '25 add r-1-u4-a r-1-u4-b r-2-u5-a r-2-u5-b r-3-u6-a r-3-u6-b',
      '60 remove r-3-u6-a r-3-u6-b r-2-u5-a r-2-u5-b r-1-u4-a r-1-u4-b drain 2000',
    ])
    expect(scaled.kinds()).toEqual([
      '5 change-started',
      '25 change-ended',
      '40 change-started',
      '60 change-ended',
    ])
    await scaled.end()
  })

  test('is refused while another change is under way, and while nobody would take it', async () => {
    const scaled = scaledInMemory({
      scaling: {
        manual: [
          { atS: 5, units: 6 },
          { atS: 6, units: 9 },
          { atS: 40, units: 9 },
        ],
      },
    })
    await scaled.advance(30)
    scaled.has.management = false
    await scaled.advance(30)
    expect(scaled.kinds()).toContain('6 change-refused')
    expect(scaled.events.at(-1)).toMatchObject({
      s: 40,
      kind: 'change-refused',
      detail: { why: 'the management plane does not answer' },
    })
    expect(scaled.units()).toBe(6)
    await scaled.end()
  })

  test('that fails says so, and the next change is taken', async () => {
    const scaled = scaledInMemory({
      scaling: {
        manual: [
          { atS: 0, units: 6 },
          { atS: 30, units: 6 },
        ],
      },
    })
    scaled.has.addFails = true
    await scaled.advance(25)
    expect(scaled.events.at(-1)).toMatchObject({
      kind: 'change-failed',
      detail: { why: 'it does not start' },
    })
    scaled.has.addFails = false
    await scaled.advance(30)
    // Names of units that never came are not given again.
    expect(scaled.done[0]).toMatch(/^50 add r-1-u7-a/)
    await scaled.end()
  })

  test('goes around a zone that is down', async () => {
    const scaled = scaledInMemory({ scaling: { manual: [{ atS: 0, units: 6 }] } })
    await scaled.advance(10)
    scaled.zoneOut('r-2')
    await scaled.advance(15)
    expect(scaled.done[0]).not.toContain('r-2')
    await scaled.end()
  })
})

const rule = (operator: 'GreaterThan' | 'LessThan', threshold: number, cooldown: string) => ({
  metricTrigger: { metricName: 'Capacity' as const, timeWindow: 'PT5M', operator, threshold },
  scaleAction: {
    direction: operator === 'LessThan' ? ('Decrease' as const) : ('Increase' as const),
    value: 3,
    cooldown,
  },
})
const autoscale: Autoscale = {
  profiles: [
    {
      name: 'default',
      capacity: { minimum: 3, maximum: 9, default: 3 },
      rules: [rule('GreaterThan', 70, 'PT40M'), rule('LessThan', 35, 'PT90M')],
    },
  ],
}
const scalingByRules = {
  topology: { ...topology, capacity: { perUnitRps: 100 } },
  scaling: { takesMin: 20, autoscale },
}

describe('scaling by rules', () => {
  test('fires when its window has passed, takes its minutes and then cools down', async () => {
    const scaled = scaledInMemory(scalingByRules)
    scaled.has.capacityPercent = 90
    await scaled.advance(4.9)
    expect(scaled.events).toEqual([])
    await scaled.advance(21)
    const [started] = scaled.events
    expect(started?.s).toBeGreaterThanOrEqual(5)
    expect(started?.s).toBeLessThan(6)
    expect(started?.detail).toMatchObject({
      by: 'autoscale',
      from: 3,
      to: 6,
      why: 'Capacity 90 GreaterThan 70',
    })
    expect(scaled.units()).toBe(6)
    // Forty minutes of cooldown from when it fired: the second step begins then.
    await scaled.advance(18)
    expect(scaled.events).toHaveLength(2)
    await scaled.advance(3)
    expect(scaled.events[2]).toMatchObject({ kind: 'change-started', detail: { from: 6, to: 9 } })
    await scaled.end()
  })

  test('goes on reading the others when one instance does not answer', async () => {
    const scaled = scaledInMemory(scalingByRules)
    scaled.has.capacityPercent = 90
    scaled.muted('r-1-u1-a')
    await scaled.advance(12)
    expect(scaled.kinds()[0]).toMatch(/change-started$/)
    const ended = scaled.end()
    await scaled.advance(1)
    await ended
  })

  test('asks again when it was refused', async () => {
    const scaled = scaledInMemory(scalingByRules)
    scaled.has.capacityPercent = 90
    scaled.has.management = false
    await scaled.advance(10)
    const refused = scaled.events.filter(({ kind }) => kind === 'change-refused')
    expect(refused.length).toBeGreaterThan(3)
    scaled.has.management = true
    await scaled.advance(1)
    expect(scaled.events.at(-1)?.kind).toBe('change-started')
    await scaled.end()
  })

  test('says once that it would flap, and stays', async () => {
    const scaled = scaledInMemory({
      topology: { ...scalingByRules.topology, regions: { r: { zones: 3, units: 6 } } },
      scaling: {
        autoscale: {
          profiles: [
            {
              name: 'default',
              capacity: { minimum: 3, maximum: 9, default: 3 },
              rules: [rule('GreaterThan', 70, 'PT40M'), rule('LessThan', 65, 'PT90M')],
            },
          ],
        },
      },
    })
    await scaled.advance(30)
    expect(scaled.events).toHaveLength(1)
    expect(scaled.events[0]).toMatchObject({
      kind: 'change-skipped',
      detail: { event: 'Flapping', from: 6, to: 3 },
    })
    expect(scaled.units()).toBe(6)
    await scaled.end()
  })

  test('goes to the default, and no further, when nobody tells the metric', async () => {
    const scaled = scaledInMemory({
      ...scalingByRules,
      scaling: {
        autoscale: {
          profiles: [
            {
              ...autoscale.profiles[0],
              name: 'd',
              capacity: { minimum: 3, maximum: 9, default: 6 },
            },
          ],
        },
      },
    })
    scaled.has.capacityPercent = undefined
    await scaled.advance(60)
    expect(scaled.units()).toBe(6)
    expect(scaled.events).toHaveLength(2)
    await scaled.end()
  })
})

describe('backfill', () => {
  test.each([
    ['as many as were lost', true, 'add r-1-u4-a r-1-u4-b'],
    ['as many as are granted', 1, 'add r-1-u4-a r-1-u4-b'],
  ])('brings %s into the zones that are left, and gives them back', async (_case, granted, add) => {
    const scaled = scaledInMemory({ topology: { ...topology, backfill: { granted, afterS: 4 } } })
    await scaled.advance(10)
    scaled.zoneOut('r-2')
    await scaled.advance(3.9)
    expect(scaled.done).toEqual([])
    await scaled.advance(1)
    expect(scaled.done).toEqual([expect.stringContaining(add)])
    scaled.zoneBack()
    await scaled.advance(1)
    expect(scaled.done[1]).toContain('remove r-1-u4-a r-1-u4-b')
    expect(scaled.units()).toBe(3)
    await scaled.end()
  })

  test.each([[false], [0]])('that is not granted (%s) is said once', async (granted) => {
    const scaled = scaledInMemory({ topology: { ...topology, backfill: { granted, afterS: 4 } } })
    scaled.zoneOut('r-3')
    await scaled.advance(30)
    expect(scaled.done).toEqual([])
    expect(scaled.events.map(({ kind }) => kind)).toEqual(['change-refused'])
    await scaled.end()
  })
})

describe('maintenance', () => {
  test('updates each group in its turn, and tells when two versions serve', async () => {
    const scaled = scaledInMemory({ maintenance: [{ atS: 2, groups: 3, drainS: 1, pauseS: 5 }] })
    await scaled.advance(60)
    expect(scaled.done).toEqual([
      '2 restart r-1-u1-a r-2-u2-b drain 1000 as 2',
      '7 restart r-1-u1-b r-3-u3-a drain 1000 as 2',
      '12 restart r-2-u2-a r-3-u3-b drain 1000 as 2',
    ])
    const updated = scaled.events.filter(({ kind }) => kind === 'group-updated')
    expect(updated.map(({ detail }) => detail.hasMixedVersions)).toEqual([true, true, false])
    await scaled.end()
  })

  test('stops when a group does not come back', async () => {
    const scaled = scaledInMemory({ maintenance: [{ atS: 2, groups: 6, pauseS: 1 }] })
    const wait = scaled.advance(60)
    scaled.instanceOut('r-1-u1-a')
    await wait
    expect(scaled.done).toHaveLength(1)
    expect(scaled.events.at(-1)).toMatchObject({ kind: 'change-failed' })
    await scaled.end()
  })
})

describe('a change of the service', () => {
  test('to another tier brings the new instances before the old ones go', async () => {
    const scaled = scaledInMemory({
      topology: { tier: 'basic', regions: { r: { zones: 1, units: 2 } } },
      changes: [{ atS: 1, tier: 'standard' }],
    })
    await scaled.advance(60)
    expect(scaled.done).toEqual([
      '16 topology standard',
      '16 add r-1-u3-a r-1-u4-a',
      '16 remove r-1-u1-a r-1-u2-a drain 2000',
    ])
    await scaled.end()
  })

  test('to more zones spreads the units over them', async () => {
    const scaled = scaledInMemory({
      topology: { tier: 'premium', redundancy: 'zonal', regions: { r: { zones: 3, units: 3 } } },
      changes: [{ atS: 1, takesMin: 0, redundancy: 'zone-redundant' }],
    })
    await scaled.advance(5)
    expect(scaled.done[1]).toContain('add r-1-u4-a r-1-u4-b r-2-u5-a r-2-u5-b r-3-u6-a r-3-u6-b')
    expect(scaled.done[2]).toContain('remove r-1-u1-a')
    await scaled.end()
  })
})

test('the end of the load calls off what waits', async () => {
  const scaled = scaledInMemory({
    scaling: {
      manual: [
        { atS: 1, units: 6 },
        { atS: 500, units: 9 },
      ],
    },
  })
  await scaled.advance(5)
  await scaled.end()
  expect(scaled.done).toEqual([])
  expect(scaled.events.at(-1)).toMatchObject({
    kind: 'change-failed',
    detail: { why: 'the load is over' },
  })
})
