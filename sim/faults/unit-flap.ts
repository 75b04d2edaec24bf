import { z } from 'zod'
import { cycle } from './cycle.ts'
import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** Instances crash again and again: each time they are back, they crash after a while. */
export const unitFlap = defineFault({
  kind: 'unit-flap',
  about: 'A crash loop: instances die, are started again, and die again after `upMs`.',
  example: { unit: 2, downMs: 1_000, upMs: 2_000 },
  params: placedParams({
    downMs: z.number().positive().default(1_000),
    upMs: z.number().positive().default(3_000).describe('from ready to the next crash'),
  }),
  plan: instancesAt,
  async apply(targets, { downMs, upMs }, world, undo) {
    undo.use(await cycle(world, { onMs: downMs, offMs: upMs }, () => world.kill(targets)))
  },
  prove: noneAnswers,
})
