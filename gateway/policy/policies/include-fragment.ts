import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'

/** Runs the policies of a policy fragment in its place. Source: APIM, include-fragment. */
export const includeFragment = definePolicy({
  name: 'include-fragment',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<include-fragment fragment-id="forward-context" />',
  attributes: z.strictObject({ 'fragment-id': z.string().min(1) }),
  compile: (attributes, load) => load.fragment(attributes['fragment-id']),
})
