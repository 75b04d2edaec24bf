import { expect, test } from 'vitest'
import { z } from 'zod'
import type { NoticeEvent } from '../../../ledger/child.ts'
import { defineHarm, harmsOn } from '../../../ledger/harms.ts'
import { fakeClock } from '../sim/fake-clock.ts'

const lease = { leaseMs: 3_000, lifetimeMs: 60_000 }

function suffering() {
  const clock = fakeClock()
  const events: string[] = []
  const told: NoticeEvent[] = []
  const slow = defineHarm({
    params: z.strictObject({ byMs: z.number() }),
    apply({ byMs }) {
      events.push(`slow by ${byMs}`)
      return () => events.push('quick again')
    },
  })
  const harms = harmsOn(clock, { slow }, (event) => told.push(event))
  const harm = (given: object = { kind: 'slow', byMs: 5 }) =>
    harms.obey({ do: 'harm', with: { harmId: 'a', faultId: 'slow#1', harm: given, ...lease } })
  const heal = () => harms.obey({ do: 'heal', with: { harmId: 'a' } })
  return { clock, events, told, harms, harm, heal, saidOf: () => told.map(({ kind }) => kind) }
}

test('a harm is felt when its command is answered, and undone by its heal, once', async () => {
  const { harm, heal, events, harms, saidOf } = suffering()
  await harm()
  expect(events).toEqual(['slow by 5'])
  const onLoan = await harms.obey({ do: 'harms', with: {} })
  expect(onLoan).toEqual([{ harmId: 'a', faultId: 'slow#1', kind: 'slow' }])
  expect(await heal()).toEqual({ wasHarmed: true })
  expect(await heal()).toEqual({ wasHarmed: false })
  expect(events).toEqual(['slow by 5', 'quick again'])
  expect(saidOf()).toEqual(['part-harmed', 'part-healed'])
})

test('a harm that nobody renews is undone by itself, and says so', async () => {
  const { clock, harm, events, harms, saidOf } = suffering()
  await harm()
  await clock.advance(2_000)
  expect(await harms.obey({ do: 'renew', with: { harmIds: ['a', 'b'] } })).toEqual({
    expired: ['b'],
  })
  await clock.advance(2_999)
  expect(events).toEqual(['slow by 5'])
  await clock.advance(1)
  expect(events).toEqual(['slow by 5', 'quick again'])
  expect(saidOf()).toEqual(['part-harmed', 'lease-expired', 'part-healed'])
})

test('the same harm asked for again takes the place of the first', async () => {
  const { harm, heal, events } = suffering()
  await harm()
  await harm({ kind: 'slow', byMs: 9 })
  await heal()
  expect(events).toEqual(['slow by 5', 'quick again', 'slow by 9', 'quick again'])
})

test('all are undone before anything is awaited, for a process that is about to go', async () => {
  const { harm, events, harms } = suffering()
  await harm()
  void harms.healAll()
  expect(events).toEqual(['slow by 5', 'quick again'])
})

test.each([
  ['a kind that the process has not', { kind: 'meteor' }, 'knows no harm meteor'],
  ['a parameter that the kind has not', { kind: 'slow', byMs: 1, colour: 'red' }, 'colour'],
])('%s is refused and does nothing', async (_case, given, message) => {
  const { harm, events } = suffering()
  await expect(harm(given)).rejects.toThrow(message)
  expect(events).toEqual([])
})
