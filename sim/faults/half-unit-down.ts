import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { instancesAt, placedParams } from './places.ts'
import { noneAnswers } from './proofs.ts'

/**
 * Half a unit is lost: one of the two hidden instances that a unit of the Premium tier is made of.
 * Source: APIM, reliability (a unit is two compute instances).
 */
export const halfUnitDown = defineFault({
  kind: 'half-unit-down',
  about: 'One instance of each unit loses power: the unit is there still, with half its capacity.',
  example: { unit: 2 },
  params: placedParams({
    silenceMs: z.number().nonnegative().default(2_000).describe('silent so long before it dies'),
  }),
  plan(place, world) {
    const byUnit = Map.groupBy(instancesAt(place, world), ({ region, unit }) => `${region}/${unit}`)
    // A unit of one instance has no half.
    return [...byUnit.values()].flatMap((unit) => (unit.length > 1 ? unit.slice(0, 1) : []))
  },
  async apply(targets, { silenceMs }, world, undo) {
    undo.use(await world.silence(targets))
    await world.wait(silenceMs)
    undo.use(await world.kill(targets))
  },
  prove: noneAnswers,
})
