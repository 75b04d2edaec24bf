import { z } from 'zod'
import { defineFault } from './define-fault.ts'
import { harmEach } from './harm-each.ts'
import { allSuffer, noneSuffers } from './proofs.ts'

/** What writes of requests: the ledgers of these can be held against each other. */
const witnesses = ['instance', 'backend', 'load'] as const

/**
 * Witnesses write down wrong times, and do all else at the right ones. A fault of the harness: the
 * run must be inconclusive, for requests that arrive before they are sent tell nothing of latency.
 */
export const observerClock = defineFault({
  kind: 'observer-clock',
  about: 'The clock by which witnesses write their ledgers is wrong. The run must be inconclusive.',
  example: { of: 'backend', skewMs: 500 },
  params: z.strictObject({
    of: z
      .string()
      .default('instance')
      .describe('a witness by its name, or all of a kind: instance, backend, load'),
    skewMs: z
      .number()
      .min(-3_600_000)
      .max(3_600_000)
      .refine((skewMs) => skewMs !== 0, 'a clock that is right is no fault')
      .default(500)
      .describe('ahead; behind when negative'),
  }),
  plan: ({ of }, { parts }) =>
    parts.filter(
      ({ kind, name }) => witnesses.some((one) => one === kind) && (kind === of || name === of),
    ),
  async apply(targets, { skewMs }, world, undo) {
    await harmEach(targets, { kind: 'ledger-clock', skewMs }, world, undo)
  },
  prove: (targets, world) => allSuffer('ledger-clock', targets, world),
  proveHealed: (targets, world) => noneSuffers('ledger-clock', targets, world),
})
