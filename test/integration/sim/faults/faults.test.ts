import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../../sim/clock.ts'
import { planFaults } from '../../../../sim/faults/plan-faults.ts'
import { smallWorld } from '../small-world.ts'

let small: Awaited<ReturnType<typeof smallWorld>>

beforeAll(async () => {
  small = await smallWorld({
    topology: {
      tier: 'premium',
      // A unit whose two instances stand in two zones: the smallest world that has all to harm.
      redundancy: 'automatic',
      regions: { westeurope: { zones: 2, units: 1 }, northeurope: { zones: 1, units: 1 } },
    },
    timing: { profile: 'drill', probeIntervalMs: 400, probeTimeoutMs: 350 },
  })
})
afterAll(async () => {
  await small[Symbol.asyncDispose]()
})

const withinMs = 20_000
const hasPrlimit = existsSync('/usr/bin/prlimit') || existsSync('/bin/prlimit')

type Row = readonly [kind: string, params: Readonly<Record<string, unknown>>, targets: number]

const rows: readonly Row[] = [
  ['unit-crash', { unit: 1 }, 2],
  ['unit-stop', { unit: 1 }, 2],
  ['half-unit-down', { unit: 1, silenceMs: 100 }, 1],
  ['unit-hang', { unit: 1 }, 2],
  ['unit-flap', { instance: 'westeurope-2-u1-b', downMs: 200, upMs: 300 }, 1],
  ['unit-slow', { zone: 2, stallMs: 150, everyMs: 200 }, 1],
  ['unit-throttled', { unit: 1, share: 0.2 }, 2],
  ['unit-memory', { unit: 1, mb: 20, mbPerS: 100 }, 2],
  ...(hasPrlimit ? [['unit-descriptors', { unit: 1 }, 2] as const] : []),
  ['unit-clock', { unit: 1, skewMs: -600_000 }, 2],
  ['unit-clock', { unit: 1, driftPpm: 50_000 }, 2],
  ['unit-cold-start', { instance: 'westeurope-2-u1-b', bootMs: 100 }, 1],
  ['zone-down', { zone: 2, silenceMs: 100 }, 1],
  ['zone-isolated', { zone: 2 }, 1],
  ['zone-gray', { zone: 2, latencyMs: 80, loss: 0.05 }, 1],
  ['zone-flap', { zone: 2, downMs: 500, upMs: 200 }, 1],
  ['zone-uneven', { zone: 2, keep: 0 }, 1],
  ['region-isolated', { region: 'northeurope' }, 3],
  ['region-down', { region: 'northeurope', silenceMs: 100 }, 3],
  ['primary-down', { silenceMs: 100 }, 4],
  ['edge-down', { region: 'northeurope' }, 1],
  ['edge-hang', { region: 'northeurope' }, 1],
  ['link-latency', { from: 'edge', to: 2, latencyMs: 50, jitterMs: 10 }, 1],
  ['link-loss', { from: 'edge', to: 2, share: 0.5 }, 1],
  ['link-bandwidth', { from: 'edge', to: 2, bytesPerS: 10_000 }, 1],
  ['link-slice', { from: 'edge', to: 2, bytes: 16 }, 1],
  ['link-limit', { from: 'edge', to: 2, bytes: 50, endsBy: 'reset', direction: 'down' }, 1],
  ['link-fin', { from: 'edge', to: 2 }, 1],
  ['link-half-close', { from: 'edge', to: 2 }, 1],
  ['link-slow-close', { from: 'edge', to: 2, delayMs: 100 }, 1],
  ['link-reset', { from: 'edge', to: 2 }, 1],
  ['link-silence', { from: 'instance', to: 'management', direction: 'up' }, 4],
  ['link-silence', { from: 'westeurope-1-u1-a', to: 'westeurope-2-u1-b' }, 1],
  ['link-refuse', { from: 'edge', to: 2 }, 1],
  ['ledger-full', { of: 'instance' }, 4],
  ['observer-clock', { of: 'instance', skewMs: 500 }, 4],
]

test.each(rows)('%s %o is felt by its %i targets, and gone again', async (kind, params, count) => {
  const { world, clock } = small
  const signal = new AbortController().signal
  const faultWorld = world.forFault(`${kind}#1`, 60_000, signal)
  const [resolved] = planFaults([{ kind, ...params, atS: 0, durationS: 1 }], faultWorld, 60)
  if (resolved === undefined) throw new Error(`${kind} was not planned`)
  const { fault, targets, params: parsed } = resolved
  expect(targets).toHaveLength(count)
  const asked = { periodMs: 20, withinMs, signal }
  const prove = () => fault.prove(targets, faultWorld, parsed).catch(() => false)
  expect(await prove(), 'felt before it is there').toBe(false)
  {
    await using undo = new AsyncDisposableStack()
    await fault.apply(targets, parsed, faultWorld, undo)
    expect(await until(clock, asked, prove), 'never felt').toBe(true)
  }
  const answer = () => Promise.all(targets.map((target) => faultWorld.answers(target)))
  const isHealed = async () =>
    fault.proveHealed?.(targets, faultWorld, parsed) ?? !(await answer()).includes(false)
  expect(await until(clock, asked, () => isHealed().catch(() => false)), 'still felt').toBe(true)
  expect(await world.becomesSteady(withinMs), 'the world is not steady again').toBe(true)
})
