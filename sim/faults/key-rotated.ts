import { rotate } from '../identity/harms/rotate.ts'
import { defineFault, type FaultTarget } from './define-fault.ts'
import { identitiesOf, mintToken, publishedKeyIds } from './identity-canaries.ts'

/** What signed before, by the targets of one fault. */
const oldKeyIds = new WeakMap<readonly FaultTarget[], ReadonlyMap<string, string>>()

export const keyRotated = defineFault({
  kind: 'key-rotated',
  about:
    'The identity provider signs with a new key: published beside the old one, in its place, or late.',
  example: { publish: 'none' },
  params: rotate.params,
  plan: (_params, world) => identitiesOf(world),
  async apply(targets, params, world, undo) {
    const old = targets.map(
      async (target): Promise<[string, string]> => [
        target.name,
        (await mintToken(target, world)).keyId,
      ],
    )
    oldKeyIds.set(targets, new Map(await Promise.all(old)))
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: rotate.kind, ...params }))
    }
  },
  async prove(targets, world, { publish }) {
    const shown = targets.map(async (target) => {
      const old = oldKeyIds.get(targets)?.get(target.name) ?? ''
      const { keyId } = await mintToken(target, world)
      const published = await publishedKeyIds(target, world)
      const isPublished = published.includes(keyId) === (publish !== 'late')
      return keyId !== old && isPublished && published.includes(old) === (publish !== 'none')
    })
    return !(await Promise.all(shown)).includes(false)
  },
  async proveHealed(targets, world) {
    const shown = targets.map(async (target) => {
      const { keyId } = await mintToken(target, world)
      const old = oldKeyIds.get(targets)?.get(target.name) ?? keyId
      const published = await publishedKeyIds(target, world)
      return published.includes(keyId) && published.includes(old)
    })
    return !(await Promise.all(shown)).includes(false)
  },
})
