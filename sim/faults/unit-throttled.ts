import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { allAnswer, allTake, allWithin, edgeLinksOf } from './proofs.ts'

/** Of the time that an instance stands still in each period; a probe meets half of it on average. */
const feltShare = 1 / 4

/** Instances get a share of their processor only, in periods, as under a quota. */
export const unitThrottled = defineFault({
  kind: 'unit-throttled',
  about: 'Instances get `share` of their processor time only, as under a quota.',
  example: { unit: 2, share: 0.3 },
  params: placedParams({
    share: z.number().min(0.01).max(0.99).default(0.3),
    periodMs: z.number().min(20).max(1_000).default(200),
  }),
  plan: instancesAt,
  async apply(targets, { share, periodMs }, world, undo) {
    undo.use(await world.harmProcesses(targets, { kind: 'throttle', share, periodMs }))
  },
  prove: (targets, world, { share, periodMs }) =>
    allTake(periodMs * (1 - share) * feltShare, edgeLinksOf(targets, world), world),
  proveHealed: async (targets, world, { share, periodMs }) =>
    (await allAnswer(targets, world)) &&
    allWithin(periodMs * (1 - share), edgeLinksOf(targets, world), world),
})
