import { clock } from '../identity/harms/clock.ts'
import { defineFault } from './define-fault.ts'
import { identitiesOf, mintToken } from './identity-canaries.ts'

/** Both times are in whole seconds. */
const toleranceS = 2

export const identityClock = defineFault({
  kind: 'identity-clock',
  about:
    'The clock of the identity provider is wrong: tokens come from the future, or are expired.',
  example: { skewS: 900 },
  params: clock.params,
  plan: (_params, world) => identitiesOf(world),
  async apply(targets, params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: clock.kind, ...params }))
    }
  },
  async prove(targets, world, { skewS }) {
    const tokens = await Promise.all(targets.map((target) => mintToken(target, world)))
    return tokens.every(({ aheadS }) => Math.abs(aheadS - skewS) <= toleranceS)
  },
  async proveHealed(targets, world) {
    const tokens = await Promise.all(targets.map((target) => mintToken(target, world)))
    return tokens.every(({ aheadS }) => Math.abs(aheadS) <= toleranceS)
  },
})
