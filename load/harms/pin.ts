import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** All requests go over a few connections, as through one proxy: to as few instances, at most. */
export const pin = defineHarm({
  kind: 'pin',
  example: { connections: 1 },
  params: z.strictObject({ connections: z.number().int().positive().default(1) }),
  apply: ({ connections }, load) => load.pin(connections),
})
