import { z } from 'zod'
import { capacitySchema } from '../../../ledger/launch/backend.ts'
import { defineHarm } from './define-harm.ts'

/** It carries fewer calls at a time: with more, they queue; with more still, they are refused. */
export const capacity = defineHarm({
  kind: 'capacity',
  example: { concurrent: 2, queue: 8 },
  params: capacitySchema.extend({ concurrent: z.number().int().positive().default(1) }),
  apply: (limit, backend) => backend.limit(limit),
})
