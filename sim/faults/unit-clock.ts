import { z } from 'zod'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { instancesAt, placedParams } from './places.ts'

const aheadSchema = z.strictObject({ aheadMs: z.number() })

/** The wall clock of instances is wrong, and drifts: tokens and quotas are judged by it. */
export const unitClock = defineFault({
  kind: 'unit-clock',
  about: 'The clock of instances is ahead (or behind) and drifts: tokens and quotas go by it.',
  example: { unit: 2, skewMs: 600_000 },
  params: placedParams({
    skewMs: z.number().default(0).describe('ahead; behind when negative'),
    driftPpm: z.number().default(0).describe('millionths that it runs too fast from then on'),
  }),
  plan: instancesAt,
  async apply(targets, { skewMs, driftPpm }, world, undo) {
    await harmEach(targets, { kind: 'clock', skewMs, driftPpm }, world, undo)
  },
  async prove(targets, world, { skewMs, driftPpm }) {
    const wrong = await aheadMsOf(targets, world)
    return wrong.every((aheadMs) =>
      driftPpm === 0 ? aheadMs === skewMs : aheadMs !== 0 && aheadMs !== skewMs,
    )
  },
  async proveHealed(targets, world) {
    return (await aheadMsOf(targets, world)).every((aheadMs) => aheadMs === 0)
  },
})

async function aheadMsOf(targets: readonly FaultTarget[], world: FaultWorld): Promise<number[]> {
  return Promise.all(
    targets.map(async ({ name }) => aheadSchema.parse(await world.ask(name, 'clock')).aheadMs),
  )
}
