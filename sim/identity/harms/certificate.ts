import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** The certificate that it shows has expired; connections that were opened before end. */
export const certificate = defineHarm({
  kind: 'certificate',
  example: {},
  params: z.strictObject({}),
  apply(_params, identity) {
    const undo = identity.showExpired()
    if (undo === undefined) throw new Error('it has no certificate: it does not speak TLS')
    return undo
  },
})
