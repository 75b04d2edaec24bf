import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'

/**
 * Stands for the policies of the broader scope. Directly in a section the compiler puts them in
 * its place; inside another policy they run when that one is reached.
 * Source: APIM, set-edit-policies.
 */
export const base = definePolicy({
  name: 'base',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<base />',
  attributes: z.strictObject({}),
  compile: (_attributes, load) => load.inherited(),
})
