import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { answerOf, eachIs, harmRouters, nameServersOf } from './routers.ts'

export const dnsError = defineFault({
  kind: 'dns-error',
  about: 'The name of the gateway has no address any more, or its name server fails.',
  example: { status: 'NXDOMAIN' },
  params: z.strictObject({ status: z.enum(['NXDOMAIN', 'SERVFAIL']).default('NXDOMAIN') }),
  plan: (_params, world) => nameServersOf(world),
  apply: (targets, { status }, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'dns-error', status }),
  prove: (targets, world, { status }) =>
    eachIs(targets, async (target) => (await answerOf(world, target)).status === status),
  proveHealed: (targets, world) =>
    eachIs(targets, async (target) => (await answerOf(world, target)).status === 'NOERROR'),
})
