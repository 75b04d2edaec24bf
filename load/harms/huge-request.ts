import { clientHarmParams } from '../../ledger/client-harms.ts'
import { defineHarm } from './define-harm.ts'

/** Requests with a header, or a body, that is far too large. */
export const hugeRequest = defineHarm({
  kind: 'huge-request',
  example: { share: 0.1, headerBytes: 100_000 },
  params: clientHarmParams['huge-request'],
  apply: ({ headerBytes, bodyBytes, ...scope }, load) =>
    load.alter(
      { kind: 'huge-request', ...scope },
      {
        ...(headerBytes === undefined ? {} : { headerBytes }),
        ...(bodyBytes === undefined ? {} : { bodyBytes }),
      },
    ),
})
