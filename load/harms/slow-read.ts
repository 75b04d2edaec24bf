import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** Clients read a piece of the body, and wait: large answers pile up before them. */
export const slowRead = defineHarm({
  kind: 'slow-read',
  example: { share: 0.5, pauseMs: 200 },
  params: clientHarmParams['slow-read'],
  apply: ({ pauseMs, ...scope }, load) =>
    load.alter({ kind: 'slow-read', ...scope }, { readPauseMs: pauseMs }),
})
