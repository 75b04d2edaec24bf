import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import type { ChangeDetail } from '../../../sim/scaling/infrastructure.ts'
import { startChanges } from '../../../sim/scaling/run-changes.ts'
import { scaledWorldOf } from '../../../sim/scaling/scaled-world.ts'
import { smallWorld } from './small-world.ts'
import { steadyLoad } from './steady-load.ts'

const soon = { timeout: 60_000, interval: 50 }
const topology = {
  tier: 'premium',
  redundancy: 'automatic',
  regions: { r: { zones: 2, units: 1 } },
} satisfies ScenarioInput['topology']

let small: Awaited<ReturnType<typeof smallWorld>>

// One unit whose two instances stand in two zones; the tests change it one after the other.
beforeAll(async () => {
  small = await smallWorld({ topology })
})
afterAll(() => small[Symbol.asyncDispose]())

/** Changes of the service in the world as it is now. */
function changing(changes: Partial<ScenarioInput>) {
  const { world, clock, context, processes } = small
  const { backfill, ...known } = { backfill: undefined, ...context.scenario.topology }
  const said: { readonly kind: string; readonly detail: ChangeDetail }[] = []
  const running = startChanges(
    {
      clock,
      world: scaledWorldOf(world, processes),
      scenario: scenarioSchema.parse({ ...context.scenario, topology: known, ...changes }),
      timing: context.timing,
      loadStartUs: clock.nowUs(),
      say: (kind, detail) => said.push({ kind, detail }),
    },
    new AbortController().signal,
  )
  return {
    said,
    kinds: () => said.map(({ kind, detail }) => `${kind} ${detail.what}`),
    [Symbol.asyncDispose]: () => running.end(),
  }
}

const zonesNow = () => small.world.instances.map(({ zone }) => zone).toSorted()

async function loseZone(id: string) {
  const faults = small.world.forFault(id, 60_000, new AbortController().signal)
  return faults.kill(faults.parts.filter(({ zone }) => zone === 'r-2'))
}

test('what a zone took with it is not replaced where the others have no room', async () => {
  await using service = changing({ topology: { ...topology, backfill: { granted: false } } })
  const lost = await loseZone('lost#1')
  await vi.waitFor(() => expect(service.kinds()).toEqual(['change-refused backfill']), soon)
  expect(service.said[0]?.detail).toMatchObject({ zone: 'r-2', units: 1, granted: 0 })
  expect(zonesNow()).toEqual(['r-1', 'r-2'])
  await lost[Symbol.asyncDispose]()
  expect(await small.world.becomesSteady(20_000)).toBe(true)
})

test('it is replaced where they have, and given back when the zone is there again', async () => {
  const backfill = { granted: true, afterS: 0 }
  await using service = changing({ topology: { ...topology, backfill } })
  const lost = await loseZone('lost#2')
  await vi.waitFor(() => expect(service.kinds()).toContain('change-ended backfill'), soon)
  expect(zonesNow()).toEqual(['r-1', 'r-1', 'r-1', 'r-2'])
  await lost[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(service.said).toHaveLength(4), soon)
  expect(service.said[2]?.detail).toMatchObject({ why: 'the zone is back' })
  expect(zonesNow()).toEqual(['r-1', 'r-2'])
  expect(await small.world.becomesSteady(20_000)).toBe(true)
})

test.each([
  ['other zones', { zones: 1 }, 'zones'],
  ['another tier', { tier: 'standard' }, 'tier'],
] as const)(
  '%s while it serves: all instances anew, and no request is lost',
  async (_case, change, what) => {
    const before = small.world.instances.map(({ instance }) => instance)
    const load = steadyLoad(small.world.edgeEndpoint())
    {
      await using service = changing({ changes: [{ atS: 0, takesMin: 0, ...change }] })
      await vi.waitFor(() => expect(service.kinds()).toContain(`change-ended ${what}`), soon)
    }
    await load.stop()
    expect(load.lost).toEqual([])
    expect(load.sent).toBeGreaterThan(20)
    const after = small.world.instances.map(({ instance }) => instance)
    expect(after.length).toBeGreaterThan(0)
    expect(after.filter((instance) => before.includes(instance))).toEqual([])
    expect(new Set(zonesNow())).toEqual(new Set(['r-1']))
  },
)
