import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** It stops listening; live connections are reset. */
export const refuse = defineHarm({
  kind: 'refuse',
  example: {},
  params: z.strictObject({}),
  apply: (_params, backend) => backend.shut(),
})
