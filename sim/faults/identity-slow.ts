import { slow } from '../identity/harms/slow.ts'
import { defineFault } from './define-fault.ts'
import { askFor, identitiesOf } from './identity-canaries.ts'

/** Longer than the provider takes that nothing harms, by far. */
const quickMs = 500
const slackMs = 1_000

export const identitySlow = defineFault({
  kind: 'identity-slow',
  about: 'The identity provider takes long for its keys and discovery document.',
  example: { delayMs: 1_500 },
  params: slow.params,
  plan: (_params, world) => identitiesOf(world),
  async apply(targets, params, world, undo) {
    for (const { name } of targets) {
      undo.use(await world.harmPart(name, { kind: slow.kind, ...params }))
    }
  },
  async prove(targets, world, { parts, delayMs }) {
    const answers = await Promise.all(
      targets.flatMap((target) =>
        parts.map((part) => askFor(part, target, world, delayMs + slackMs)),
      ),
    )
    return answers.every(({ headMs }) => headMs >= delayMs)
  },
  async proveHealed(targets, world, { parts, delayMs }) {
    const answers = await Promise.all(
      targets.flatMap((target) => parts.map((part) => askFor(part, target, world, quickMs))),
    )
    return answers.every(({ status, headMs }) => status === 200 && headMs < delayMs)
  },
})
