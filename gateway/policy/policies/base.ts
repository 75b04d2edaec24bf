import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'

/**
 * Stands for the policies of the broader scope. Directly in a section the compiler puts them in
 * its place; anywhere else there is nothing to put. Source: APIM, set-edit-policies.
 */
export const base = definePolicy({
  name: 'base',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<base />',
  attributes: z.strictObject({}),
  compile(_attributes, { path, warn }) {
    if (path.includes('\\'))
      warn('base stands inside another policy', 'put it directly into a section')
    return () => undefined
  },
})
