import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { allSuffer, noneSuffers } from './proofs.ts'

/**
 * The disk takes nothing of what a witness writes. A fault of the harness: requests must be served
 * all the same, and the run must say that records are missing.
 */
export const ledgerFull = defineFault({
  kind: 'ledger-full',
  about:
    'The disk takes no records of these parts: they serve on, and the run says what is missing.',
  example: { of: 'instance' },
  params: z.strictObject({
    of: z
      .string()
      .default('instance')
      .describe('a part of the world by its name, or all of a kind: instance, backend, edge, load'),
  }),
  plan: ({ of }, { parts }) => parts.filter(({ kind, name }) => kind === of || name === of),
  async apply(targets, _params, world, undo) {
    await harmEach(targets, { kind: 'ledger' }, world, undo)
  },
  prove: (targets, world) => allSuffer('ledger', targets, world),
  proveHealed: (targets, world) => noneSuffers('ledger', targets, world),
})
