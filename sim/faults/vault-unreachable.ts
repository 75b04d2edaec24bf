import { z } from 'zod'
import { management } from '../wiring.ts'
import { askArm, planeOf } from './configuration.ts'
import { defineFault, type FaultWorld } from './define-fault.ts'

/** Key vaults of named values are out of reach: secrets stay as they are, and none can be added. */
export const vaultUnreachable = defineFault({
  kind: 'vault-unreachable',
  about: 'Key vaults of named values are out of reach: secrets stay, and none can be added.',
  example: {},
  params: z.strictObject({}),
  plan: (_params, world) => planeOf(world),
  async apply(_targets, _params, world, undo) {
    undo.use(await world.harmPart(management, { kind: 'vault-away' }))
  },
  prove: (_targets, world) => isAway(world),
  proveHealed: async (_targets, world) => !(await isAway(world)),
})

/** Asks for a secret that no vault has: refused either way, for one reason or the other. */
async function isAway(world: FaultWorld): Promise<boolean> {
  const name = 'gatedrill-canary'
  const keyVault = { secretIdentifier: `https://canary.vault.azure.net/secrets/${name}` }
  const body = { properties: { displayName: name, secret: true, keyVault } }
  const answer = await askArm(world, { method: 'PUT', path: `namedValues/${name}`, body })
  return answer.status === 400 && JSON.stringify(answer.body).includes('out of reach')
}
