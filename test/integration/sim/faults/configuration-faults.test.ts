import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { askArm, syncOf } from '../../../../sim/faults/configuration.ts'
import { smallWorld } from '../small-world.ts'
import { runInWorld } from './run-in-world.ts'

/** One world of real processes for all rows: each fault leaves it as it was. */
let small: Awaited<ReturnType<typeof smallWorld>>

beforeAll(async () => {
  small = await smallWorld({
    // No instance leaves because the machine is busy: clients are to feel nothing at all.
    timing: { profile: 'drill', probesToLeave: 20, syncPeriodMs: 200 },
    // Says that the plane is to be ready for changes; nothing runs it.
    faults: [{ kind: 'config-stuck', atS: 0, durationS: 1 }],
  })
  const properties = { displayName: 'A', scope: '/apis', primaryKey: 'old-key' }
  const put = { method: 'PUT', path: 'subscriptions/a', body: { properties } } as const
  // On a busy machine it takes longer than a fault may ask.
  await vi.waitFor(async () => expect((await askArm(planeWorld(), put)).status).toBe(200), 30_000)
}, 60_000)
afterAll(() => small[Symbol.asyncDispose]())

const planeWorld = () => small.world.forFault('test#1', 600_000, new AbortController().signal)
const firstInstance = () => small.context.instances[0]?.instance ?? ''
const appliedBy = (instance: string) =>
  small.events
    .filter((event) => event.kind === 'revision-applied' && event.instance === instance)
    .map(({ detail }) => z.object({ revision: z.number() }).parse(detail).revision)

type Row = { readonly kind: string; readonly params: object }

const unfelt: readonly Row[] = [
  { kind: 'config-delay', params: { delayMs: 60_000 } },
  { kind: 'config-stuck', params: {} },
  { kind: 'config-out-of-order', params: {} },
  { kind: 'config-torn', params: {} },
  { kind: 'key-rotation', params: { subscription: 'a' } },
  { kind: 'management-down', params: {} },
  { kind: 'management-slow', params: { latencyMs: 700 } },
  { kind: 'publish-then-down', params: { afterMs: 0 } },
  { kind: 'publish-sweep', params: { aftersMs: [0, 200], downMs: 100 } },
  { kind: 'vault-unreachable', params: {} },
]

/** So many answers say that clients feel nothing. */
const callsEnough = 100

test.each(unfelt)(
  '$kind $params is proven and heals, and clients feel nothing of it',
  async ({ kind, params }) => {
    const { during, after, ...outcome } = await runInWorld(
      small,
      { kind, ...params },
      { isFelt: (answers) => answers.length >= callsEnough, withinMs: 1_000 },
    )
    expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
    expect(during.length).toBeGreaterThanOrEqual(callsEnough)
    expect(new Set([...during, ...after])).toEqual(new Set(['200 none']))
  },
  30_000,
)

test('a bad policy breaks what it is put on, and its rollback mends it', async () => {
  const { during, after, ...outcome } = await runInWorld(
    small,
    { kind: 'config-bad-policy' },
    { isFelt: (answers) => answers.includes('500 none') },
  )
  expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
  expect(during).toContain('500 none')
  expect(after).toEqual(['200 none', '200 none'])
}, 30_000)

test('a stuck instance stays where it is while the others go on', async () => {
  const stuck = firstInstance()
  const others = small.context.instances.filter(({ instance }) => instance !== stuck)
  const before = appliedBy(stuck).length
  const counts = others.map(({ instance }) => appliedBy(instance).length)
  const undo = await planeWorld().harmPart('management', { kind: 'stuck', instances: [stuck] })
  await expect
    .poll(() => others.map(({ instance }) => appliedBy(instance).length), { timeout: 10_000 })
    .toEqual(counts.map((count) => count + 1))
  expect(appliedBy(stuck)).toHaveLength(before)
  await undo[Symbol.asyncDispose]()
  await expect.poll(() => appliedBy(stuck).length, { timeout: 10_000 }).toBe(before + 1)
}, 30_000)

test('no instance ever took an older revision, a torn one or one twice', async () => {
  for (const { instance } of small.context.instances) {
    const applied = appliedBy(instance)
    expect(applied).toEqual([...new Set(applied)].toSorted((a, b) => a - b))
  }
  const areCurrent = async () =>
    (await syncOf(planeWorld())).instances.map(({ isCurrent }) => isCurrent)
  await expect.poll(areCurrent, { timeout: 10_000 }).toEqual([true, true])
})
