import { expect, test } from 'vitest'
import { agreementOf, type Trial } from '../../../bench/engines/agreement.ts'
import { quickPlan, requestsDueOf, settingsOf } from '../../../bench/engines/plan.ts'
import zoneDown from '../../../scenarios/library/zone-down.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { settingOf, withSetting } from '../../../scenarios/set-option.ts'

const trial = (engine: Trial['engine'], p99Ms: number, changes: Partial<Trial> = {}): Trial => ({
  engine,
  due: 100,
  requests: 100,
  isExact: true,
  notSent: 0,
  ok: 100,
  p50Ms: 10,
  p99Ms,
  faultP99Ms: 1_000,
  busyShare: 0.6,
  otherShare: 0.1,
  ...changes,
})

const full = { busyShare: 1, otherShare: 0.5 }
const native = [trial('native', 20), trial('native', 21), trial('native', 22)]

test.each([
  ['medians within a tenth', [trial('k6', 19), trial('k6', 19), trial('k6', 23)], 'agree'],
  ['k6 slower', [trial('k6', 24), trial('k6', 24), trial('k6', 23)], 'disagree'],
  ['k6 faster', [trial('k6', 18), trial('k6', 18), trial('k6', 19)], 'disagree'],
  [
    'k6 slower, but not than all',
    [trial('k6', 24), trial('k6', 90), trial('k6', 21)],
    'cannot say',
  ],
  ['k6 faster, but not than all', [trial('k6', 18), trial('k6', 9), trial('k6', 21)], 'cannot say'],
  ['a request too few', [trial('k6', 21, { requests: 99 })], 'disagree'],
  ['a ledger that does not account for all', [trial('k6', 21, { isExact: false })], 'disagree'],
  ['a trial without answers', [trial('k6', Number.NaN)], 'disagree'],
  ['k6 slower on a full machine', [trial('k6', 24, full)], 'cannot say'],
  ['medians within a tenth on a full machine', [trial('k6', 21, full)], 'agree'],
  ['a request too few on a full machine', [trial('k6', 21, { ...full, requests: 99 })], 'disagree'],
])('engines with %s', (_case, k6, verdict) => {
  expect(agreementOf([...native, ...k6]).verdict).toBe(verdict)
})

test('the settings are of the drill, and leave it nothing to draw', () => {
  const set = settingsOf(quickPlan).reduce<unknown>((input, text) => {
    const { path, value } = settingOf(text, input)
    return withSetting(input, path, value)
  }, zoneDown)
  const { load, faults } = scenarioSchema.parse(set)
  expect(load).toMatchObject({ arrivals: 'constant', ratePerS: 200, durationS: 30, warmUpS: 10 })
  expect(faults).toMatchObject([{ kind: 'zone-down', atS: 20, durationS: 6 }])
})

test('what is due is not what an engine says that it made', () => {
  // 30 s, and 10 s that rise from nothing; the last two of those are left out.
  const asked = 200 * 35 - 2
  const k6 = (requests: number, notSent: number) =>
    requestsDueOf(quickPlan, 'k6', 7, { requests, notSent })
  expect([asked, asked - 1, asked + 1].map((requests) => k6(requests, 0))).toEqual(
    Array(3).fill(asked),
  )
  expect(requestsDueOf(quickPlan, 'native', 5_410, { requests: 7, notSent: 0 })).toBe(5_410)
  // The script cannot leave out what k6 dropped.
  expect(k6(asked + 1, 34)).toBe(asked + 1)
  expect(k6(asked + 3, 34)).toBe(asked + 2)
  expect(k6(asked + 2, 1)).toBe(asked + 1)
  expect(k6(asked - 5, 34)).toBe(asked)
})
