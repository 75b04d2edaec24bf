import { z } from 'zod'
import { defineToxic } from './define-toxic.ts'

/** Live connections get an RST at once and new ones right after they are accepted. */
export const reset = defineToxic({
  kind: 'reset',
  example: { kind: 'reset' },
  params: z.strictObject({ kind: z.literal('reset') }),
  harmOf: () => ({ door: 'reset', resetsAtBegin: true }),
})
