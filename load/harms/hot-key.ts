import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** All want the same: what a request draws from a range is the lowest of it. */
export const hotKey = defineHarm({
  kind: 'hot-key',
  example: { share: 0.9 },
  params: clientHarmParams['hot-key'],
  apply: (scope, load) => load.alter({ kind: 'hot-key', ...scope }, { isHot: true }),
})
