import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** Clients go away while they wait for their answer. */
export const disconnect = defineHarm({
  kind: 'disconnect',
  example: { share: 0.2, afterMs: 3 },
  params: clientHarmParams.disconnect,
  apply: ({ afterMs, ...scope }, load) =>
    load.alter({ kind: 'disconnect', ...scope }, { leavesAfterMs: afterMs }),
})
