import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** Clients try again at once, without a pause and without a budget; each try is an attempt. */
export const retryStorm = defineHarm({
  kind: 'retry-storm',
  example: { tries: 3 },
  params: clientHarmParams['retry-storm'],
  apply: (retry, load) => load.retry('retry-storm', retry),
})
