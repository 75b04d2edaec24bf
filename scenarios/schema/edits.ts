import { z } from 'zod'

const path = z
  .string()
  .regex(
    /^(\.|[A-Za-z][^?#]*)$/,
    'behind /service/<name>/, without a query: apis/orders/policies/policy, or . for the service',
  )

const editSchema = z
  .strictObject({
    atS: z.number().nonnegative().describe('seconds after the start of the load'),
    put: path.optional().describe('the resource that is written whole'),
    patch: path.optional().describe('the resource that is changed in part'),
    delete: path.optional().describe('the resource that goes'),
    post: path.optional().describe('an action: subscriptions/contoso/regeneratePrimaryKey'),
    service: z
      .literal('standby')
      .optional()
      .describe('whose management plane is asked; absent: that of the primary region'),
    body: z.unknown().optional().describe('of the resource: { properties: { ... } }'),
    file: z
      .string()
      .optional()
      .describe('in place of a body: .json, or .xml of a policy; relative to the scenario file'),
  })
  .refine(
    ({ put, patch, delete: remove, post }) =>
      [put, patch, remove, post].filter((one) => one !== undefined).length === 1,
    'an edit has one of put, patch, delete and post',
  )
  .refine(({ body, file }) => body === undefined || file === undefined, {
    error: 'an edit has a body or a file',
    path: ['file'],
  })

/**
 * Edits of the configuration while load runs, as an operator makes them: over the management
 * plane, which may refuse them or be out of reach.
 */
export const editsSchema = z
  .array(editSchema)
  .describe('edits of the configuration while load runs, over the management plane')

export type EditInput = z.output<typeof editSchema>
