import { z } from 'zod'
import { usageSchema } from '../../ledger/harms.ts'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneSuffers } from './proofs.ts'

const bytesPerMb = 1 << 20

/** Instances leak memory until they hold `mb` beyond their own; the machine must have it. */
export const unitMemory = defineFault({
  kind: 'unit-memory',
  about: 'Instances leak memory, `mbPerS`, until they hold `mb` beyond their own.',
  example: { unit: 2, mb: 128, mbPerS: 64 },
  params: placedParams({
    mb: z.number().positive().max(65_536).default(256),
    mbPerS: z.number().positive().max(65_536).default(64),
  }),
  plan: instancesAt,
  async apply(targets, { mb, mbPerS }, world, undo) {
    await harmEach(targets, { kind: 'memory', mb, mbPerS }, world, undo)
  },
  // Proven as soon as the leak is seen; how long it takes to its end is a parameter.
  async prove(targets, world, { mb, mbPerS }) {
    const heldMb = await Promise.all(
      targets.map(async ({ name }) => {
        const { bufferBytes } = usageSchema.parse(await world.ask(name, 'usage'))
        return bufferBytes / bytesPerMb
      }),
    )
    return heldMb.every((held) => held >= Math.min(mb, mbPerS / 2))
  },
  proveHealed: (targets, world) => noneSuffers('memory', targets, world),
})
