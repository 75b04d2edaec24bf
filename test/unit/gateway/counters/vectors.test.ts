import { expect, test } from 'vitest'
import { replicatedCounters } from '../../../../gateway/counters/replicated-counters.ts'
import type { Cut } from '../../../../ledger/launch/gateway.ts'

const asking = { requestId: 1, receivedAtUs: 0 }
const holderOf = (holder: string) => replicatedCounters({ holder, runId: 'run' })
const cut = (more: Partial<Cut> = {}): Cut => ({
  untilMs: 1_000,
  graceMs: 500,
  isQuiet: false,
  ...more,
})
const sliding = { id: 'rate', limit: 9, lengthMs: 10_000 }

test('holders that have heard of each other give the same, and others do not', () => {
  const [a, b] = [holderOf('a#1'), holderOf('b#1')]
  a.slidingWindow(sliding).hit('alice', 100, asking)
  b.slidingWindow(sliding).hit('alice', 200, asking)
  expect(a.vectors(cut())).not.toEqual(b.vectors(cut()))
  a.merge(b.fullState())
  b.merge(a.fullState())
  expect(a.vectors(cut())).toEqual(b.vectors(cut()))
  expect(a.vectors(cut())).toMatchObject([{ counter: 'rate', counts: { 'a#1': 1, 'b#1': 1 } }])
})

test.each([
  ['before the cut counts', 900, 1],
  ['after the cut may be on its way', 1_100, undefined],
])('what was counted %s', (_case, atMs, count) => {
  const a = holderOf('a#1')
  a.slidingWindow(sliding).hit('alice', atMs, asking)
  expect(a.vectors(cut())[0]?.counts['a#1']).toBe(count)
})

test('what leaves its window before all have been asked is left out', () => {
  const a = holderOf('a#1')
  a.slidingWindow({ ...sliding, lengthMs: 1_000 }).hit('alice', 400, asking)
  expect(a.vectors(cut({ graceMs: 300 }))).toHaveLength(1)
  expect(a.vectors(cut({ graceMs: 500 }))).toHaveLength(0)
})

test('windows that are counted as a whole are compared only when nobody calls', () => {
  const a = holderOf('a#1')
  a.fixedWindow({ id: 'quota', limit: 9, lengthMs: 60_000, startMs: 0 }).hit('alice', 1, asking)
  expect(a.vectors(cut())).toHaveLength(0)
  expect(a.vectors(cut({ isQuiet: true }))).toHaveLength(1)
})
