import { expect, test } from 'vitest'
import type { z } from 'zod'
import { autoscaleSchema } from '../../../../scenarios/schema/autoscale.ts'
import { profileAt } from '../../../../sim/scaling/profile-at.ts'

type ProfileInput = z.input<typeof autoscaleSchema>['profiles'][number]

const capacity = { minimum: 1, maximum: 1, default: 1 }
const everyWorkday = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const

function recurring(name: string, hour: number, timeZone = 'UTC'): ProfileInput {
  const schedule = { timeZone, days: [...everyWorkday], hours: [hour], minutes: [0] }
  return { name, capacity, recurrence: { schedule } }
}

const dated: ProfileInput = {
  name: 'sale',
  capacity,
  fixedDate: { start: '2026-03-04T12:00:00Z', end: '2026-03-04T18:00:00Z' },
}
const always: ProfileInput = { name: 'default', capacity }
/** As the portal writes the end of a recurring profile. */
const twin = recurring('{"name":"Auto created default scale condition","for":"day"}', 18)

test.each([
  ['the default when nothing else is', [always, dated], '2026-03-04T11:59:59Z', 'default'],
  ['that of its dates', [always, dated], '2026-03-04T12:00:00Z', 'sale'],
  ['no longer that of its dates', [always, dated], '2026-03-04T18:00:00Z', 'default'],
  ['dates before recurrence', [recurring('day', 8), dated], '2026-03-04T13:00:00Z', 'sale'],
  [
    'the recurring one that began',
    [always, recurring('day', 8), twin],
    '2026-03-04T09:00:00Z',
    'day',
  ],
  [
    'its end is the start of the next',
    [always, recurring('day', 8), twin],
    '2026-03-04T18:00:00Z',
    twin.name,
  ],
  ['over the weekend', [always, recurring('day', 8), twin], '2026-03-08T09:00:00Z', twin.name],
  [
    'in its own time zone',
    [recurring('day', 8, 'Europe/Berlin'), twin],
    '2026-03-04T07:00:00Z',
    'day',
  ],
  [
    'not before, there',
    [recurring('day', 8, 'Europe/Berlin'), twin],
    '2026-03-04T06:59:00Z',
    twin.name,
  ],
])('the profile is %s', (_case, profiles, at, name) => {
  const parsed = autoscaleSchema.parse({ profiles }).profiles
  expect(profileAt(parsed, Date.parse(at))?.name).toBe(name)
})

test('without a default there may be none', () => {
  const { profiles } = autoscaleSchema.parse({ profiles: [dated] })
  expect(profileAt(profiles, Date.parse('2026-01-01T00:00:00Z'))).toBeUndefined()
})

test.each([
  ['more than twenty profiles', { profiles: Array(21).fill(always) }],
  [
    'a default outside the limits',
    { profiles: [{ ...always, capacity: { minimum: 2, maximum: 4, default: 1 } }] },
  ],
  ['a window of less than five minutes', { profiles: [{ ...always, rules: [ruleWith('PT4M')] }] }],
  ['more than ten rules', { profiles: [{ ...always, rules: Array(11).fill(ruleWith('PT5M')) }] }],
])('%s is no setting', (_case, setting) => {
  expect(autoscaleSchema.safeParse(setting).success).toBe(false)
})

function ruleWith(timeWindow: string) {
  return {
    metricTrigger: { metricName: 'Capacity', timeWindow, operator: 'GreaterThan', threshold: 70 },
    scaleAction: { direction: 'Increase', cooldown: 'PT5M' },
  }
}
