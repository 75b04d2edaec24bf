import { z } from 'zod'
import type { PlacedInstance } from '../../ledger/run.ts'
import { defineFault } from './define-fault.ts'

/** A zone loses power: its instances fall silent, and die only then. */
export const zoneDown = defineFault({
  kind: 'zone-down',
  example: { zone: 'westeurope-1' },
  params: z.strictObject({
    zone: z
      .union([z.string(), z.number().int().positive()])
      .describe("a zone's name, or its number in the primary region"),
    // Two seconds: long enough for two probes to go unanswered before the ports close.
    silenceMs: z.number().nonnegative().default(2_000),
  }),
  plan({ zone }, { instances }) {
    const name = typeof zone === 'string' ? zone : `${primaryRegionOf(instances)}-${zone}`
    return instances.filter((instance) => instance.zone === name)
  },
  async apply(targets, { silenceMs }, world, undo) {
    // Silence first: the FIN of a dying process makes failover look faster than it is.
    undo.use(await world.silence(targets))
    await world.wait(silenceMs)
    undo.use(await world.kill(targets))
  },
  async prove(targets, world) {
    const answers = await Promise.all(targets.map((target) => world.answers(target)))
    return !answers.includes(true)
  },
})

/** Instances are placed region by region, the primary first. */
function primaryRegionOf(instances: readonly PlacedInstance[]): string {
  return instances[0]?.region ?? ''
}
