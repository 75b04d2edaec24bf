import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/**
 * Tokens are signed with a new key from now on. `overlap` publishes the old one beside it, as it
 * should be; `none` drops the old one, so that tokens in use are worth nothing; `late` goes on
 * publishing the old one alone. Undone: all of them are published.
 */
export const rotate = defineHarm({
  kind: 'rotate',
  example: { publish: 'none' },
  params: z.strictObject({ publish: z.enum(['overlap', 'none', 'late']).default('overlap') }),
  apply: ({ publish }, { keys }) => keys.rotate(publish),
})
