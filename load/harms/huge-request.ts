import { z } from 'zod'
import { defineHarm, harmScope } from './define-harm.ts'

const bytesMax = 64 * 1024 * 1024

/** Requests with a header, or a body, that is far too large. */
export const hugeRequest = defineHarm({
  kind: 'huge-request',
  example: { share: 0.1, headerBytes: 100_000 },
  params: z
    .strictObject({
      ...harmScope,
      headerBytes: z.number().int().positive().max(bytesMax).optional(),
      bodyBytes: z
        .number()
        .int()
        .positive()
        .max(bytesMax)
        .optional()
        .describe('of operations that have a body'),
    })
    .refine(
      ({ headerBytes, bodyBytes }) => headerBytes !== undefined || bodyBytes !== undefined,
      'headerBytes or bodyBytes',
    ),
  apply: ({ headerBytes, bodyBytes, ...scope }, load) =>
    load.alter(
      { kind: 'huge-request', ...scope },
      {
        ...(headerBytes === undefined ? {} : { headerBytes }),
        ...(bodyBytes === undefined ? {} : { bodyBytes }),
      },
    ),
})
