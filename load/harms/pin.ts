import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** All requests go over a few connections, as through one proxy: to as few instances, at most. */
export const pin = defineHarm({
  kind: 'pin',
  example: { connections: 1 },
  params: clientHarmParams.pin,
  apply: ({ connections }, load) => load.pin(connections),
})
