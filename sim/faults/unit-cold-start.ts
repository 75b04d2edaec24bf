import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { instancesAt, placedParams } from './places.ts'
import { allTake, edgeLinksOf, noneSuffers } from './proofs.ts'

/** A probe that meets a stall waits for half of it on average; a quarter leaves room for luck. */
const feltShare = 1 / 4

/** Instances are lost and come back at once, but cold: slow until the end of the fault. */
export const unitColdStart = defineFault({
  kind: 'unit-cold-start',
  about: 'Instances crash and start again at once, but cold: slow until the fault ends.',
  example: { unit: 2, stallMs: 150, everyMs: 200 },
  params: placedParams({
    bootMs: z.number().nonnegative().default(0).describe('dead so long before they start again'),
    stallMs: z.number().positive().max(5_000).default(150),
    everyMs: z.number().positive().max(10_000).default(200),
  }),
  plan: instancesAt,
  async apply(targets, { bootMs, stallMs, everyMs }, world, undo) {
    const dead = undo.use(await world.kill(targets))
    await world.wait(bootMs)
    await dead[Symbol.asyncDispose]()
    await harmEach(targets, { kind: 'stall', stallMs, everyMs }, world, undo)
  },
  prove: (targets, world, { stallMs }) =>
    allTake(stallMs * feltShare, edgeLinksOf(targets, world), world),
  proveHealed: (targets, world) => noneSuffers('stall', targets, world),
})
