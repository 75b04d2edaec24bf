import { z } from 'zod'
import type { OfferHarm } from '../management/offers.ts'
import { offerBitesSchema } from '../management/plane-commands.ts'
import { management } from '../wiring.ts'
import { aboutInstances, areCurrent, namesAbout, planeAbout } from './configuration.ts'
import type { Fault } from './define-fault.ts'

/** A harm of what the management plane hands out, as a fault. */
export type OfferFault<Shape extends z.ZodRawShape> = Pick<Fault, 'kind' | 'about' | 'example'> & {
  readonly harm: OfferHarm['kind']
  /** Beside which instances it is about. */
  readonly params: Shape
}

const aboutSchema = z.object(aboutInstances)

/**
 * A fault of what instances are handed when they ask for a newer revision. The harm publishes a
 * revision, for there must be something to hand out; it is proven when each of its instances was bitten, and has
 * healed when they run the latest.
 */
export function defineOfferFault<Shape extends z.ZodRawShape>({
  harm,
  params: own,
  ...named
}: OfferFault<Shape>): Fault {
  const ownSchema = z.object(own)
  return {
    ...named,
    params: z.strictObject({ ...own, ...aboutInstances }),
    plan: (params, world) => planeAbout(aboutSchema.parse(params), world),
    async apply(_targets, params, world, undo) {
      const instances = namesAbout(aboutSchema.parse(params), world)
      const given = { kind: harm, ...ownSchema.parse(params), instances }
      undo.use(await world.harmPart(management, given))
    },
    async prove(_targets, world, params) {
      const bites = offerBitesSchema.parse(await world.ask(management, 'offers', harm))
      const names = namesAbout(aboutSchema.parse(params), world)
      return names.every((name) => (bites[name] ?? 0) > 0)
    },
    proveHealed: (_targets, world, params) =>
      areCurrent(world, namesAbout(aboutSchema.parse(params), world)),
  }
}
