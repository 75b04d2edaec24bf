import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { regionParam } from './places.ts'
import { noneAnswers } from './proofs.ts'

/** The load balancer of a region hangs: clients are accepted, and hear nothing. */
export const edgeHang = defineFault({
  kind: 'edge-hang',
  about: 'The load balancer of a region hangs (SIGSTOP): clients are accepted and hear nothing.',
  example: { region: 'westeurope' },
  params: z.strictObject({ region: regionParam }),
  plan: ({ region }, { parts }) =>
    parts.filter((part) => part.kind === 'edge' && part.region === region),
  async apply(targets, _params, world, undo) {
    undo.use(await world.pause(targets))
  },
  prove: noneAnswers,
})
