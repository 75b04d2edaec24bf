import { expect, test } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import { type Apart, apartOf, groupsOf } from '../../../reports/hearing.ts'
import { faultOfA } from './evidence-of.ts'

const holders = ['a', 'b', 'c', 'd']
const instances = holders.map((instance) => ({ instance, region: 'r', zone: 'r-1', unit: 1 }))
const span = (deaf: Apart['deaf'], cutOff: readonly string[] = []): Apart => {
  return { fromUs: 0, toUs: 1, deaf, lateMs: 0, cutOff }
}
const both = (some: string, others: string) =>
  [...some].flatMap((one) =>
    [...others].flatMap((other) => [[one, other] as const, [other, one] as const]),
  )

test.each([
  ['nobody is deaf', [], 1],
  ['two halves', both('ab', 'cd'), 2],
  ['each alone', [...both('a', 'bcd'), ...both('b', 'cd'), ...both('c', 'd')], 4],
  ['one that hears nobody, and is heard', [['a', 'b'] as const], 2],
  ['a bridge that both sides hear and tell', [...both('a', 'c')], 2],
  ['a chain, each deaf to the one before it alone', [['b', 'a'] as const, ['c', 'b'] as const], 2],
  [
    'a chain, each deaf to all before it',
    [
      ['b', 'a'],
      ['c', 'a'],
      ['c', 'b'],
    ] as const,
    3,
  ],
])('holders that can each use up the limit: %s', (_case, deaf, groups) => {
  expect(groupsOf(holders, [span(deaf)])).toBe(groups)
})

test('a holder that nobody can call uses up no limit', () => {
  expect(groupsOf(holders, [span(both('ab', 'cd'), ['a', 'b'])])).toBe(1)
})

test('many holders are told apart in time', () => {
  const many = Array.from({ length: 24 }, (_, index) => `holder-${index}`)
  const halves = many.flatMap((one, at) =>
    many.filter((_, other) => at % 3 !== other % 3).map((other) => [one, other] as const),
  )
  expect(groupsOf(many, [span(halves)])).toBe(3)
})

const event = (kind: DrillEvent['kind'], atUs: number, detail: unknown): DrillEvent => {
  return { kind, atUs, source: 'links', fault: 'f#1', detail }
}

test('who connects speaks: a link that is cut leaves its end without news', () => {
  const detail = { toxic: { kind: 'silence' }, links: ['a>b', 'edge-r>d', 'd>a', 'd>backend'] }
  const [apart] = apartOf(
    { instances },
    [event('link-silenced', 5, detail), event('link-healed', 9, { by: 'healed', ...detail })],
    [],
  )
  expect(apart).toMatchObject({
    fromUs: 5,
    deaf: [
      ['b', 'a'],
      ['a', 'd'],
    ],
    cutOff: ['d'],
  })
  expect(apart?.toUs).toBeGreaterThan(9)
})

test('a link that is only slow makes holders late and not deaf', () => {
  const detail = { toxic: { kind: 'latency', latencyMs: 100, jitterMs: 50 }, links: ['a>b'] }
  const [apart] = apartOf({ instances }, [event('link-harmed', 5, detail)], [])
  expect(apart).toMatchObject({ deaf: [], toUs: Number.POSITIVE_INFINITY })
  expect(apart?.lateMs).toBeGreaterThanOrEqual(150)
})

test.each([
  ['counter-delay', 0],
  ['counter-jam', 3],
  ['counter-loss', 3],
  ['backend-slow', undefined],
])('%s makes so many deaf to its target', (kind, deaf) => {
  const [apart] = apartOf({ instances }, [], [{ ...faultOfA, kind, params: { delayMs: 9 } }])
  expect(apart?.deaf.length).toBe(deaf)
})
