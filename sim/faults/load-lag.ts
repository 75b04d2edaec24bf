import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { allSuffer, noneSuffers } from './proofs.ts'

/**
 * The load generator falls behind its schedule. A fault of the harness: such a run must end
 * inconclusive, for what users saw cannot be told from it.
 */
export const loadLag = defineFault({
  kind: 'load-lag',
  about: 'The load generator falls behind: its event loop stalls. The run must be inconclusive.',
  example: { stallMs: 300, everyMs: 400 },
  params: z.strictObject({
    stallMs: z.number().positive().max(10_000).default(300),
    everyMs: z.number().positive().max(60_000).default(400),
  }),
  plan: (_params, { parts }) => parts.filter(({ kind }) => kind === 'load'),
  async apply(targets, { stallMs, everyMs }, world, undo) {
    await harmEach(targets, { kind: 'stall', stallMs, everyMs }, world, undo)
  },
  prove: (targets, world) => allSuffer('stall', targets, world),
  proveHealed: (targets, world) => noneSuffers('stall', targets, world),
})
