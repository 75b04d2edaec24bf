import { z } from 'zod'
import { defineToxic } from './define-toxic.ts'

/** New connections find no listener (ECONNREFUSED); live ones go on. */
export const refuse = defineToxic({
  kind: 'refuse',
  example: { kind: 'refuse' },
  params: z.strictObject({ kind: z.literal('refuse') }),
  harmOf: () => ({ door: 'shut' }),
})
