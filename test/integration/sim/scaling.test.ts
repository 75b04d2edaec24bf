import { expect, test, vi } from 'vitest'
import type { ScenarioInput } from '../../../scenarios/schema.ts'
import type { ChangeDetail } from '../../../sim/scaling/infrastructure.ts'
import { startChanges } from '../../../sim/scaling/run-changes.ts'
import { scaledWorldOf } from '../../../sim/scaling/scaled-world.ts'
import { smallWorld } from './small-world.ts'
import { steadyLoad } from './steady-load.ts'

const soon = { timeout: 60_000, interval: 50 }

/** A small world, the changes of its scenario, and users who send one request after the other. */
async function changing(changes: Partial<ScenarioInput>, users?: number) {
  await using stack = new AsyncDisposableStack()
  const small = stack.use(await smallWorld(changes))
  const { world, clock, context, processes } = small
  const load = steadyLoad(world.edgeEndpoint(), users)
  const said: { readonly kind: string; readonly detail: ChangeDetail }[] = []
  const running = startChanges(
    {
      clock,
      world: scaledWorldOf(world, processes),
      scenario: context.scenario,
      timing: context.timing,
      loadStartUs: clock.nowUs(),
      say: (kind, detail) => said.push({ kind, detail }),
    },
    new AbortController().signal,
  )
  stack.defer(async () => {
    await Promise.all([load.stop(), running.end()])
  })
  const owned = stack.move()
  return {
    small,
    load,
    said,
    kinds: () => said.map(({ kind, detail }) => `${kind} ${detail.what}`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

test('every instance is updated and units come and go by hand; no request is lost', async () => {
  await using service = await changing({
    scaling: { takesMin: 0, manual: [{ atS: 0, units: 3 }] },
    maintenance: [{ atS: 8, groups: 2, drainS: 1, pauseS: 0.1, platformVersion: '2' }],
  })
  const { small, load, kinds } = service
  await vi.waitFor(() => expect(kinds()).toContain('change-ended maintenance'), soon)
  expect(kinds().slice(0, 3)).toEqual([
    'change-started scale',
    'change-ended scale',
    'change-started maintenance',
  ])
  expect(small.world.instances).toHaveLength(3)
  await load.stop()
  expect(load.lost).toEqual([])
  expect(load.sent).toBeGreaterThan(50)
}, 120_000)

test('rules scale out what is really busy', async () => {
  const metricTrigger = {
    metricName: 'CpuPercent_Gateway',
    timeWindow: 'PT5M',
    operator: 'GreaterThan',
    threshold: 60,
  } as const
  await using service = await changing({
    topology: {
      tier: 'standard-v2',
      regions: { r: { zones: 1, units: 1 } },
      capacity: { perUnitRps: 20, queueMs: 5_000 },
    },
    timing: { profile: 'drill', probeIntervalMs: 300, probeTimeoutMs: 250, platformMinuteMs: 300 },
    scaling: {
      takesMin: 1,
      autoscale: {
        profiles: [
          {
            name: 'default',
            capacity: { minimum: 1, maximum: 2, default: 1 },
            rules: [
              {
                metricTrigger,
                scaleAction: { direction: 'Increase', value: 1, cooldown: 'PT60M' },
              },
            ],
          },
        ],
      },
    },
  })
  const { small, load, said, kinds } = service
  await vi.waitFor(() => expect(kinds()).toContain('change-ended scale'), soon)
  expect(said[0]?.detail).toMatchObject({ by: 'autoscale', from: 1, to: 2 })
  expect(small.world.instances).toHaveLength(2)
  await load.stop()
  expect(load.lost).toEqual([])
}, 120_000)
