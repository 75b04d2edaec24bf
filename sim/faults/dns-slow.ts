import { z } from 'zod'
import { gatewayHost } from '../../ledger/launch/router.ts'
import { defineFault, type FaultTarget, type FaultWorld } from './define-fault.ts'
import { primaryRegionOf } from './places.ts'
import { eachIs, harmRouters, nameServersOf } from './routers.ts'

const slackMs = 1_000

export const dnsSlow = defineFault({
  kind: 'dns-slow',
  about: 'The name server of the gateway takes long for every answer.',
  example: { delayMs: 1_500 },
  params: z.strictObject({ delayMs: z.number().positive().max(60_000) }),
  plan: (_params, world) => nameServersOf(world),
  apply: (targets, { delayMs }, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'dns-slow', delayMs }),
  prove: (targets, world, { delayMs }) =>
    eachIs(targets, async (target) => (await answerMs(target, world, delayMs)) >= delayMs),
  proveHealed: (targets, world, { delayMs }) =>
    eachIs(targets, async (target) => (await answerMs(target, world, delayMs)) < delayMs),
})

async function answerMs({ name }: FaultTarget, world: FaultWorld, delayMs: number) {
  const query = new URLSearchParams({ name: gatewayHost, from: primaryRegionOf(world) })
  const answer = await world.call(name, {
    path: `/resolve?${query}`,
    withinMs: delayMs + slackMs,
  })
  return answer.headMs
}
