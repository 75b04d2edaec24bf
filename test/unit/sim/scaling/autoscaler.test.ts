import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { type AutoscaleProfile, autoscaleSchema } from '../../../../scenarios/schema/autoscale.ts'
import { evaluate } from '../../../../sim/scaling/autoscaler.ts'
import type { Sample } from '../../../../sim/scaling/metric-window.ts'

type ProfileInput = z.input<typeof autoscaleSchema>['profiles'][number]
type RuleInput = NonNullable<ProfileInput['rules']>[number]

const minuteMs = 60_000

const out = (
  threshold: number,
  action: Partial<RuleInput['scaleAction']> = {},
  trigger: Partial<RuleInput['metricTrigger']> = {},
): RuleInput => ({
  metricTrigger: {
    metricName: 'Capacity',
    timeWindow: 'PT5M',
    operator: 'GreaterThan',
    threshold,
    ...trigger,
  },
  scaleAction: { direction: 'Increase', value: '1', cooldown: 'PT60M', ...action },
})
const inwards = (
  threshold: number,
  action: Partial<RuleInput['scaleAction']> = {},
  trigger: Partial<RuleInput['metricTrigger']> = {},
): RuleInput =>
  out(
    threshold,
    { direction: 'Decrease', cooldown: 'PT90M', ...action },
    { operator: 'LessThan', ...trigger },
  )

function profileOf(rules: RuleInput[], capacity = { minimum: 1, maximum: 10, default: 2 }) {
  const [profile] = autoscaleSchema.parse({ profiles: [{ name: 'p', capacity, rules }] }).profiles
  if (profile === undefined) throw new Error('one was given')
  return profile
}

/** One sample a minute from each of two instances, the last at `nowMs`. */
function steadily(value: number, nowMs: number, minutes = 10): Sample[] {
  return Array.from({ length: minutes }, (_, minute) => nowMs - minute * minuteMs).flatMap((atMs) =>
    ['a', 'b'].map((instance): Sample => ({ atMs, instance, metric: 'Capacity', value })),
  )
}

const nowMs = 600 * minuteMs

type Asked = { units?: number; step?: number; quietUntilMs?: number; samples?: Sample[] }

function decide(profile: AutoscaleProfile, value: number, asked: Asked = {}) {
  const samples = steadily(value, nowMs)
  return evaluate({ profile, units: 3, step: 1, nowMs, quietUntilMs: 0, samples, ...asked })
}

describe('limits', () => {
  test.each([
    ['below the minimum', 2, 1, 3],
    ['above the maximum', 9, 1, 6],
  ])('%s it is pulled back at once, also while cooling down', (_case, units, _value, to) => {
    const profile = profileOf([out(70)], { minimum: 3, maximum: 6, default: 4 })
    expect(decide(profile, 50, { units, quietUntilMs: nowMs + 1 })).toMatchObject({
      kind: 'scale',
      to,
    })
  })

  test.each([
    ['out stops at the maximum', 90, { direction: 'Increase', value: 4 }, 6],
    ['in stops at the minimum', 10, { direction: 'Decrease', value: 4 }, 3],
  ] as const)('a step %s', (_case, value, action, to) => {
    const capacity = { minimum: 3, maximum: 6, default: 4 }
    const rule = action.direction === 'Increase' ? out(70, action) : inwards(35, action)
    expect(decide(profileOf([rule], capacity), value, { units: 5 })).toMatchObject({ to })
    expect(decide(profileOf([rule], capacity), value, { units: to })).toMatchObject({
      kind: 'stay',
    })
  })
})

describe('metrics that cannot be read', () => {
  const profile = profileOf([out(70), inwards(35)], { minimum: 1, maximum: 10, default: 4 })

  test('scale out to the default', () => {
    expect(decide(profile, 0, { samples: [], units: 2 })).toMatchObject({ kind: 'scale', to: 4 })
  })

  test('never scale in to it', () => {
    expect(decide(profile, 0, { samples: [], units: 6 })).toMatchObject({ kind: 'stay' })
  })

  test('are those older than the window', () => {
    const samples = steadily(90, nowMs - 6 * minuteMs)
    expect(decide(profile, 0, { samples, units: 5 })).toEqual({
      kind: 'stay',
      why: 'metrics cannot be read',
    })
  })
})

describe('out and in', () => {
  test('any rule that fires outwards is enough, and the one with the most units counts', () => {
    const profile = profileOf([out(70), out(80, { value: 3 }), out(95, { value: 5 })])
    expect(decide(profile, 90)).toMatchObject({ kind: 'scale', to: 6 })
  })

  test('outwards goes before inwards', () => {
    expect(decide(profileOf([out(20), inwards(35)]), 30)).toMatchObject({ kind: 'scale', to: 4 })
  })

  test.each([
    ['all of them fire: the smallest step', 10, { kind: 'scale', to: 4 }],
    ['one does not', 25, { kind: 'stay', why: 'no rule fires' }],
  ])('inwards takes all: %s', (_case, value, expected) => {
    const profile = profileOf([inwards(35, { value: 2 }), inwards(20, { value: 1 })])
    expect(decide(profile, value, { units: 5 })).toMatchObject(expected)
  })

  test('between the thresholds nothing happens', () => {
    expect(decide(profileOf([out(70), inwards(35)]), 50)).toMatchObject({ kind: 'stay' })
  })
})

describe('the cooldown', () => {
  const profile = profileOf([out(70), inwards(35, { cooldown: 'PT40M' })])

  test('is that of the rule that fired', () => {
    expect(decide(profile, 90)).toMatchObject({ cooldownMs: 60 * minuteMs })
    expect(decide(profile, 10)).toMatchObject({ cooldownMs: 40 * minuteMs })
  })

  test('blocks both directions: in at 13:00, out is asked for at 13:20 and happens at 13:40', () => {
    const at = (minute: number) => (13 * 60 + minute) * minuteMs
    const quietUntilMs = at(0) + 40 * minuteMs
    const asked = (minute: number) =>
      evaluate({
        profile,
        units: 3,
        step: 1,
        nowMs: at(minute),
        quietUntilMs,
        samples: steadily(90, at(minute)),
      }).kind
    expect([asked(20), asked(39), asked(40)]).toEqual(['stay', 'stay', 'scale'])
  })
})

describe('flapping', () => {
  test('a step in that would lead back out is not taken', () => {
    // 60 % on two units would be 120 % on one.
    const profile = profileOf([out(80), inwards(65)])
    expect(decide(profile, 60, { units: 2 })).toMatchObject({ kind: 'flapping', to: 1 })
  })

  test('or made smaller, if a smaller one does not', () => {
    // 30 % on six units is 180 % on one, 90 % on two, 60 % on three.
    const profile = profileOf([out(80), inwards(35, { value: 5 })])
    expect(decide(profile, 30, { units: 6 })).toMatchObject({
      kind: 'scale',
      to: 3,
      isAdjusted: true,
    })
  })

  test('a step out is never held back by it', () => {
    const profile = profileOf([out(70), inwards(69)])
    expect(decide(profile, 71)).toMatchObject({ kind: 'scale', to: 4 })
  })
})

describe('the change', () => {
  test.each([
    ['a share of the units', { type: 'PercentChangeCount', value: 50 }, 4, 6],
    ['a share of less than a unit is one', { type: 'PercentChangeCount', value: 10 }, 4, 5],
    ['an exact count', { type: 'ExactCount', value: 8 }, 4, 8],
    ['a text, as ARM has it', { value: '2' }, 4, 6],
  ] as const)('may be %s', (_case, action, units, to) => {
    expect(decide(profileOf([out(70, action)]), 90, { units })).toMatchObject({ to })
  })

  test.each([
    ['out to the next multiple', out(70), 90, 6, 9],
    ['in by less than a multiple: not at all', inwards(35), 10, 6, undefined],
    ['in by a multiple', inwards(35, { value: 3 }), 10, 6, 3],
  ])('is in multiples of the zones: %s', (_case, rule, value, units, to) => {
    const decision = decide(profileOf([rule]), value, { units, step: 3 })
    expect(decision).toMatchObject(to === undefined ? { kind: 'stay' } : { kind: 'scale', to })
  })
})
