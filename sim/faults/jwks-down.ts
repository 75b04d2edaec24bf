import { z } from 'zod'
import { down } from '../identity/harms/down.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'
import { askFor, identitiesOf, linksToIdentity } from './identity-canaries.ts'

const { parts, status } = down.params.shape

/** Whether the answers fail, or the links to whoever would give them. */
const hows = ['errors', 'hang', 'refuse', 'silence'] as const
type How = (typeof hows)[number]

export const jwksDown = defineFault({
  kind: 'jwks-down',
  about: 'Instances can no longer fetch the keys and discovery document of the identity provider.',
  example: { how: 'errors', status: 503 },
  params: z.strictObject({ parts, status, how: z.enum(hows).default('errors') }),
  plan: (_params, world) => identitiesOf(world),
  async apply(targets, { how, ...given }, world, undo) {
    if (how === 'refuse' || how === 'silence') {
      undo.use(await world.harmLinks(linksToIdentity(world), { kind: how }))
      return
    }
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: down.kind, how, ...given }))
    }
  },
  async prove(targets, world, params) {
    const answers = await answersOf(targets, world, params)
    return !answers.includes(true)
  },
  async proveHealed(targets, world, params) {
    const answers = await answersOf(targets, world, params)
    return !answers.includes(false)
  },
})

type Asked = Pick<z.output<typeof down.params>, 'parts'> & { readonly how: How }

/** Over the links of the instances where those are harmed, else from the provider itself. */
async function answersOf(
  targets: readonly FaultTarget[],
  world: FaultWorld,
  { parts, how }: Asked,
): Promise<readonly boolean[]> {
  if (how === 'refuse' || how === 'silence') {
    const times = await Promise.all(linksToIdentity(world).map((id) => world.probe(id)))
    return times.map((time) => time !== undefined)
  }
  const asked = targets.flatMap((target) => parts.map((part) => askFor(part, target, world)))
  const answers = await Promise.all(asked)
  return answers.map(({ status, trouble }) => status === 200 && trouble === 'none')
}
