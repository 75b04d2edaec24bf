import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { primaryRegionOf } from './places.ts'
import { noneAnswers } from './proofs.ts'
import { partsOfRegion } from './region-parts.ts'

/**
 * The primary region is lost, and the management plane with it: the other regions serve what they
 * have, and nothing can be configured. Source: APIM, multi-region deployment.
 */
export const primaryDown = defineFault({
  kind: 'primary-down',
  about:
    'The primary region loses power, and the management plane with it: nothing can be configured.',
  example: {},
  params: z.strictObject({
    silenceMs: z.number().nonnegative().default(2_000),
  }),
  plan: (_params, world) => partsOfRegion(primaryRegionOf(world), world, true),
  async apply(targets, { silenceMs }, world, undo) {
    undo.use(await world.silence(targets))
    await world.wait(silenceMs)
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
