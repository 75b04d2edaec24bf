import { z } from 'zod'
import { extractionSchema, stepsMax, thinkSchema } from '../../ledger/launch/sessions.ts'
import { operationSchema } from './operations.ts'

const stepSchema = operationSchema.omit({ weight: true }).extend({
  think: thinkSchema.optional().describe('before this step, from the end of the one before'),
  extract: z
    .record(z.string().regex(/^\w+$/, 'letters, digits and _'), extractionSchema)
    .default({})
    .describe('variables from the answer, for {name} in path, headers and body of later steps'),
})

const sessionSchema = z
  .strictObject({
    name: z.string(),
    weight: z.number().positive().default(1).describe('of the arrivals, relative to the others'),
    steps: z.array(stepSchema).min(1).max(stepsMax),
  })
  .superRefine(({ steps }, context) => {
    const known = new Set<string>()
    for (const [index, { path, extract, think }] of steps.entries()) {
      if (index === 0 && think !== undefined) {
        const message = 'nothing comes before the first step: leave think out'
        context.addIssue({ code: 'custom', path: ['steps', 0, 'think'], message })
      }
      for (const [place, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
        if (known.has(name)) continue
        const message = `${place} is extracted in no step before`
        context.addIssue({ code: 'custom', path: ['steps', index, 'path'], message })
      }
      for (const name of Object.keys(extract)) known.add(name)
    }
  })

/** Users who go step by step: arrivals are of sessions, and a step follows the one before. */
export const sessionsSchema = z.array(sessionSchema).min(1)
