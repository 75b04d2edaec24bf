import { z } from 'zod'
import { failed } from '../behaviour.ts'
import { defineHarm, harmScope } from './define-harm.ts'

/** Calls are answered with a status of failure, as quickly as any other. */
export const errors = defineHarm({
  kind: 'errors',
  example: { share: 0.3, status: 500 },
  params: z.strictObject({
    ...harmScope,
    status: z.number().int().min(400).max(599).default(500),
  }),
  apply: ({ status, ...scope }, backend) =>
    backend.treat(scope, ({ delayMs }) => failed(delayMs, status)),
})
