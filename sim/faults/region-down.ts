import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { regionParam } from './places.ts'
import { noneAnswers } from './proofs.ts'
import { partsOfRegion } from './region-parts.ts'

/** A region loses power: edge and instances, and the management plane if it stands there. */
export const regionDown = defineFault({
  kind: 'region-down',
  about:
    'A region loses power: edge, instances, and in the primary the management plane fall silent and die.',
  example: { region: 'westeurope' },
  params: z.strictObject({
    region: regionParam,
    backends: z
      .boolean()
      .default(false)
      .describe('backends and identity provider of that region go, too'),
    silenceMs: z.number().nonnegative().default(2_000),
  }),
  plan: ({ region, backends }, world) => partsOfRegion(region, world, !backends),
  async apply(targets, { silenceMs }, world, undo) {
    undo.use(await world.silence(targets))
    await world.wait(silenceMs)
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
