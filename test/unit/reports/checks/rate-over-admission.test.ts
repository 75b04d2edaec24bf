import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../../ledger/events.ts'
import { second } from '../run-folder.ts'
import { admissions, holderA, holderB } from './admissions.ts'
import { checkedRun, judgedCheck } from './checked-run.ts'

const name = 'rate.over-admission'
const calls = (count: number, fromS: number) => admissions(count, { fromS, limit: 10 })

test('a limit that nobody reached is not claimed', async () => {
  const check = await judgedCheck(name, { admission: { [holderA]: calls(9, 7) } })
  expect(check).toMatchObject({ verdict: 'not-claimed' })
})

test('a full limit holds, with its slack', async () => {
  const check = await judgedCheck(name, { admission: { [holderA]: calls(10, 7) } })
  expect(check).toMatchObject({ verdict: 'holds', observed: 10, allowed: 10, unit: 'count' })
  expect(check?.why).toContain('slack 0')
})

test('a holder that admits more than its limit alone breaks it, and is named', async () => {
  const { check, texts } = await checkedRun(name, { admission: { [holderA]: calls(12, 7) } })
  expect(check).toMatchObject({ verdict: 'broken', observed: 12, allowed: 10 })
  expect(check?.first).toMatchObject({ requestId: 7_011 })
  expect(check?.first?.what).toContain('westeurope-1-u1-a')
  expect(texts.junit).toContain('<failure type="broken"')
  expect(texts.html).toContain('First: request 7011 at')
})

const link = (kind: DrillEvent['kind'], atS: number): DrillEvent => ({
  kind,
  atUs: atS * second,
  source: 'links',
  fault: 'p#1',
  detail: {
    toxic: { kind: 'silence' },
    links: ['westeurope-1-u1-a>westeurope-2-u2-a', 'westeurope-2-u2-a>westeurope-1-u1-a'],
  },
})

/** Slow callers, so that hardly any arrive within the lag. */
const slow = (fromS: number) => admissions(20, { fromS, limit: 20, everyMs: 400, windowMs: 10_000 })

test.each([
  [
    'while they cannot hear each other',
    [link('link-silenced', 5), link('link-healed', 30)],
    'holds',
  ],
  ['and no more without a reason', [], 'broken'],
  [
    'nor when they had long met again',
    [link('link-silenced', 1), link('link-healed', 2)],
    'broken',
  ],
] as const)('two holders admit twice the limit %s', async (_case, events, verdict) => {
  const admission = { [holderA]: slow(7), [holderB]: slow(7.1) }
  // A third holder, or N·L would allow it anyway.
  const third = { 'westeurope-3-u3-a-1': slow(50).slice(0, 1) }
  const run = await checkedRun(name, { admission: { ...admission, ...third }, events })
  expect(run.check).toMatchObject({ verdict, observed: 40 })
})

test('what one admission counts beyond one call counts', async () => {
  const heavy = calls(6, 7).map((record) => ({ ...record, counted: 2 }))
  const check = await judgedCheck(name, { admission: { [holderA]: heavy } })
  expect(check).toMatchObject({ verdict: 'broken', observed: 12 })
})
