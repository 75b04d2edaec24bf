import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/**
 * Instances run out of file descriptors: they can open nothing any more, and drop who connects.
 * Connections that there are go on. Done with `prlimit` of util-linux, so on Linux only.
 */
export const unitDescriptors = defineFault({
  kind: 'unit-descriptors',
  about:
    'Instances run out of file descriptors: who connects is dropped, who is connected stays. Linux.',
  example: { unit: 2 },
  params: placedParams({
    count: z
      .number()
      .int()
      .nonnegative()
      .default(1)
      .describe('the highest number a new descriptor may have'),
  }),
  plan: instancesAt,
  async apply(targets, { count }, world, undo) {
    undo.use(await world.harmProcesses(targets, { kind: 'descriptors', count }))
  },
  prove: noneAnswers,
})
