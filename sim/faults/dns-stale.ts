import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { eachIs, harmRouters, nameServersOf, statusOf } from './routers.ts'

export const dnsStale = defineFault({
  kind: 'dns-stale',
  about: 'The name of the gateway keeps resolving as it did, whatever becomes of the regions.',
  example: { ttlMs: 60_000 },
  params: z.strictObject({
    ttlMs: z.number().positive().optional().describe('what answers say instead of their own'),
  }),
  plan: (_params, world) => nameServersOf(world),
  apply: (targets, params, world, undo) =>
    harmRouters(targets, world, undo, { kind: 'dns-stale', ...params }),
  prove: (targets, world) =>
    eachIs(targets, async (target) => (await statusOf(world, target)).isStale),
  proveHealed: (targets, world) =>
    eachIs(targets, async (target) => !(await statusOf(world, target)).isStale),
})
