import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

/** Clients read a piece of the body, and wait: large answers pile up before them. */
export const slowRead = defineHarm({
  kind: 'slow-read',
  example: { share: 0.5, pauseMs: 200 },
  params: z.strictObject({ ...harmScope, pauseMs: z.number().positive().max(60_000).default(200) }),
  apply: ({ pauseMs, ...scope }, load) =>
    load.alter({ kind: 'slow-read', ...scope }, { readPauseMs: pauseMs }),
})
