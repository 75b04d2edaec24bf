import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** The clients' clock is behind: they go on sending a token that has expired. */
export const staleToken = defineHarm({
  kind: 'stale-token',
  example: { behindS: 7_200 },
  params: clientHarmParams['stale-token'],
  apply: ({ behindS }, load) => load.clockBehind(behindS),
})
