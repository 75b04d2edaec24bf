import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { instancesAt, placedParams } from './places.ts'
import { allTake, edgeLinksOf, noneSuffers } from './proofs.ts'

/** A probe that meets a stall waits for half of it on average; a quarter leaves room for luck. */
const feltShare = 1 / 4

/** The event loop of instances is blocked again and again, as by work that does not yield. */
export const unitSlow = defineFault({
  kind: 'unit-slow',
  about: 'Instances are slow: their event loop stands still for `stallMs` of every `everyMs`.',
  example: { unit: 2, stallMs: 150, everyMs: 200 },
  params: placedParams({
    stallMs: z.number().positive().max(5_000).default(150),
    everyMs: z.number().positive().max(10_000).default(200),
  }),
  plan: instancesAt,
  async apply(targets, { stallMs, everyMs }, world, undo) {
    await harmEach(targets, { kind: 'stall', stallMs, everyMs }, world, undo)
  },
  prove: (targets, world, { stallMs }) =>
    allTake(stallMs * feltShare, edgeLinksOf(targets, world), world),
  proveHealed: (targets, world) => noneSuffers('stall', targets, world),
})
