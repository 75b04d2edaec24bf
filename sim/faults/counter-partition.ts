import { z } from 'zod'
import { defineFault, type FaultTarget, type FaultWorld, type PlanWorld } from './define-fault.ts'
import { instancesIn, zoneNameOf, zoneParam } from './places.ts'
import { linkTargetOf } from './plan-world.ts'

const shapes = ['symmetric', 'one-way', 'asymmetric', 'bridge'] as const

export const counterPartition = defineFault({
  kind: 'counter-partition',
  about:
    'Holders of counters no longer hear each other, while clients reach them all: a zone and the ' +
    'rest of its region (symmetric), the rest from the zone (one-way), the zone from one other zone ' +
    '(asymmetric), or all zones but for one instance that everyone reaches (bridge).',
  example: { zone: 'westeurope-2', shape: 'symmetric' },
  params: z.strictObject({
    zone: zoneParam,
    shape: z.enum(shapes).default('symmetric'),
  }),
  plan: ({ zone, shape }, world) =>
    linksOf(zoneNameOf(zone, world), shape, world).map(linkTargetOf),
  async apply(targets, _params, world, undo) {
    const linkIds = targets.map(({ name }) => name)
    undo.use(await world.harmLinks(linkIds, { kind: 'silence' }))
  },
  prove: async (targets, world) =>
    (await reached(targets, world)).every((isReached) => isReached === false),
  proveHealed: async (targets, world) =>
    (await reached(targets, world)).every((isReached) => isReached === true),
})

/** The links between peers that are cut: who connects speaks, so each is one direction. */
function linksOf(
  zone: string,
  shape: (typeof shapes)[number],
  world: PlanWorld,
): readonly string[] {
  const isHolder = ({ kind }: FaultTarget) => kind === 'instance'
  const isInside = (end: FaultTarget) => isHolder(end) && end.zone === zone
  const isOutside = (end: FaultTarget) => isHolder(end) && end.zone !== zone
  const out = world.linksBetween(isInside, isOutside)
  switch (shape) {
    case 'symmetric':
      return [...out, ...world.linksBetween(isOutside, isInside)]
    case 'one-way':
      return out
    case 'asymmetric': {
      const [other] = instancesIn(world, isOutside)
      return world.linksBetween((end) => isHolder(end) && end.zone === other?.zone, isInside)
    }
    case 'bridge': {
      const [bridge] = instancesIn(world, isInside)
      const zones = new Map(instancesIn(world, () => true).map(({ name, zone }) => [name, zone]))
      return world.linksBetween(isHolder, isHolder).filter((link) => {
        const [from = '', to = ''] = link.split('>')
        return from !== bridge?.name && to !== bridge?.name && zones.get(from) !== zones.get(to)
      })
    }
  }
}

/** Of each link, whether a question over it is answered; undefined where nobody could be asked. */
function reached(targets: readonly FaultTarget[], world: FaultWorld): Promise<unknown[]> {
  return Promise.all(
    targets.map(({ name }) => {
      const [from = '', peer = ''] = name.split('>')
      return world.ask(from, 'reaches', { peer }).catch(() => undefined)
    }),
  )
}
