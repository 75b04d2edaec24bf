import { z } from 'zod'

const milliseconds = z.number().nonnegative().max(3_600_000)

/** How long a user looks at an answer before the next step; drawn from the seed. */
export const thinkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: milliseconds }),
  z.strictObject({
    kind: z.literal('lognormal'),
    medianMs: milliseconds,
    sigma: z.number().nonnegative().max(5).default(0.5).describe('of the logarithm'),
  }),
])

/** Where in an answer the value of a variable stands. */
export const extractionSchema = z
  .strictObject({
    json: z
      .string()
      .regex(/^(\/([^~/]|~[01])*)*$/, 'a JSON pointer: /items/0/id')
      .optional()
      .describe('a JSON pointer (RFC 6901) into the body'),
    header: z.string().optional().describe('the name of a header'),
    regexp: z
      .string()
      .refine(isRegExp, 'a regular expression')
      .optional()
      .describe('its first group, or all that it matches, in the header or else the body'),
  })
  .refine(
    ({ json, header, regexp }) =>
      json === undefined
        ? header !== undefined || regexp !== undefined
        : header === undefined && regexp === undefined,
    'json alone, header alone or with regexp, or regexp alone',
  )

/** What a generator is told of sessions: steps are operations, by their index. */
export const launchedSessionsSchema = z.array(
  z.strictObject({
    name: z.string(),
    steps: z
      .array(
        z.strictObject({
          operation: z.number().int().nonnegative(),
          /** Before this step; absent: none. */
          think: thinkSchema.optional(),
          /** By variable. */
          extract: z.record(z.string(), extractionSchema),
        }),
      )
      .min(1),
  }),
)

export type Think = z.output<typeof thinkSchema>
export type Extraction = z.output<typeof extractionSchema>
export type LaunchedSession = z.output<typeof launchedSessionsSchema>[number]

/**
 * The id of a session's request: that of its arrival, which is its first step, and behind it the
 * step from 0 on, in units of 2^40.
 */
export function stepIdOf(arrivalId: number, step: number): number {
  return arrivalId + step * stepUnit
}

/** Ids of arrivals are below. */
export const stepUnit = 2 ** 40

/** What 53 bits leave beside an arrival's id is more than that. */
export const stepsMax = 100

function isRegExp(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
