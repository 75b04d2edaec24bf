import { expect, test } from 'vitest'
import { second } from '../run-folder.ts'
import { judgedCheck } from './checked-run.ts'

const compared = (more: object) => ({
  kind: 'counters-compared' as const,
  atUs: 9 * second,
  source: 'controller',
  region: 'westeurope',
  fault: 'p#1',
  detail: {
    keys: 3,
    isEqual: true,
    afterMs: 300,
    withinMs: 1_500,
    terms: 'reconnect 1000',
    differing: [],
    ...more,
  },
})

test.each([
  ['agree in time', {}, 'holds'],
  ['never agree', { isEqual: false, differing: ['a: x 3, y 4'] }, 'broken'],
  ['agree too late', { afterMs: 1_501 }, 'broken'],
  ['have counted nothing', { keys: 0 }, 'not-claimed'],
])('holders that %s', async (_case, more, verdict) => {
  const check = await judgedCheck('rate.convergence', { events: [compared(more)] })
  expect(check).toMatchObject({ verdict })
})

test('one comparison that differs is enough, and is shown', async () => {
  const bad = compared({ isEqual: false, differing: ['alice: a#1 3 or 6'] })
  const check = await judgedCheck('rate.convergence', { events: [compared({}), bad] })
  expect(check?.first?.what).toContain('alice: a#1 3 or 6')
})
