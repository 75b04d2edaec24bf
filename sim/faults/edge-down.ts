import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { regionParam } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** The load balancer of a region is gone; its instances are well, and nobody gets to them. */
export const edgeDown = defineFault({
  kind: 'edge-down',
  about: 'The load balancer of a region dies: its instances are well, and no client gets there.',
  example: { region: 'westeurope' },
  params: z.strictObject({ region: regionParam }),
  plan: ({ region }, { parts }) =>
    parts.filter((part) => part.kind === 'edge' && part.region === region),
  async apply(targets, _params, world, undo) {
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
