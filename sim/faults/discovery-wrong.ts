import { z } from 'zod'
import { discovery, wrongDiscovery } from '../identity/harms/discovery.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'
import { askFor, identitiesOf } from './identity-canaries.ts'

const documentSchema = z.object({ issuer: z.string(), jwks_uri: z.string().optional() })

export const discoveryWrong = defineFault({
  kind: 'discovery-wrong',
  about: 'The discovery document names another issuer, another place of the keys, or none.',
  example: { what: 'issuer' },
  params: discovery.params,
  plan: (_params, world) => identitiesOf(world),
  async apply(targets, params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: discovery.kind, ...params }))
    }
  },
  prove: async (targets, world, { what }) =>
    (await documentsOf(targets, world)).every((document) => isWrong(document, what)),
  proveHealed: async (targets, world, { what }) =>
    (await documentsOf(targets, world)).every((document) => !isWrong(document, what)),
})

function isWrong(document: z.output<typeof documentSchema>, what: keyof typeof wrongDiscovery) {
  const wrong = Object.entries(wrongDiscovery[what])
  const published = Object.entries(document)
  return wrong.every(([name, value]) =>
    value === undefined
      ? !published.some(([other]) => other === name)
      : published.some(([other, given]) => other === name && given === value),
  )
}

function documentsOf(targets: readonly FaultTarget[], world: FaultWorld) {
  return Promise.all(
    targets.map(async (target) => {
      const { body } = await askFor('discovery', target, world)
      return documentSchema.parse(JSON.parse(body))
    }),
  )
}
