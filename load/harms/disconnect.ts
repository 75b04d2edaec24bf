import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** Clients go away while they wait for their answer. */
export const disconnect = defineHarm({
  kind: 'disconnect',
  example: { share: 0.2, afterMs: 3 },
  params: z.strictObject({ ...harmScope, afterMs: z.number().positive().max(60_000).default(5) }),
  apply: ({ afterMs, ...scope }, load) =>
    load.alter({ kind: 'disconnect', ...scope }, { leavesAfterMs: afterMs }),
})
