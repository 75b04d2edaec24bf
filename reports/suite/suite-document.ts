import { z } from 'zod'
import { claimSchema } from '../../scenarios/schema/claim.ts'
import { verdicts } from '../verdict.ts'

/** Marks `suite.json`; the version moves when a field changes its meaning or goes. */
export const suiteFormat = 'gatedrill-suite-1'

const count = z.number().int().nonnegative()
const share = z.number().optional().describe('0 to 1')
const expected = z.enum(['pass', 'fail'])

export const runResults = ['as-expected', 'otherwise', 'undecided'] as const
export type RunResult = (typeof runResults)[number]

const drillSchema = z.strictObject({
  name: z.string(),
  given: z.string().describe('as it was asked for: a name of the library, or a file'),
  description: z.string(),
  tags: z.array(z.string()),
  faults: z.array(z.string()).describe('their kinds, each once'),
  wallTimeS: z.number().describe('from the command to the verdict, estimated for two cores'),
  claim: claimSchema.optional().describe('absent: it stands for no documented statement'),
})

const seenSchema = z.strictObject({
  served: share.describe('good answers among the requests that no limit rejected, 0 to 1'),
  servedDuring: share.describe('the same while the fault lasted'),
  recoveryMs: z
    .union([z.number(), z.literal('infinite')])
    .optional()
    .describe('of the slowest fault; infinite: not before it was undone'),
  offered: count.describe('requests'),
  lost: count.describe('requests that failed, got no answer or could not be sent'),
})

const outcomeSchema = z.strictObject({
  verdict: z.enum(verdicts),
  why: z.string().describe('one sentence, of the run'),
  result: z
    .enum(runResults)
    .describe('otherwise: a verdict that the claim does not expect; undecided: no pass, no fail'),
  resultWhy: z.string().describe('one sentence'),
  broken: z.array(z.string()).describe('objectives that failed and checks that were broken'),
  folder: z.string().describe('of the run, in the folder of the suite'),
  report: z.string().optional().describe('its page; absent: the world did not come up'),
  earlier: z.array(z.string()).describe('folders of runs that decided nothing, before this one'),
  tookS: z.number(),
  seen: seenSchema.optional(),
})

const runSchema = z.strictObject({
  drill: z.string(),
  isTwin: z.boolean(),
  seed: z.number(),
  expected,
  outcome: outcomeSchema.optional().describe('absent: it has not run'),
})

const coverageSchema = z.strictObject({
  code: z.string(),
  list: z.enum(['framework', 'service-guide']),
  says: z.string(),
  url: z.string(),
  state: z
    .enum(['held', 'broken', 'undecided', 'not-covered'])
    .describe('broken: a drill that covers it came otherwise than its claim expects'),
  drills: z.array(z.string()).describe('of this suite, that cover it'),
  limits: z.string().describe('what of it no drill can tell'),
})

/** `suite.json`: what a set of drills came to. */
export const suiteSchema = z.strictObject({
  format: z.literal(suiteFormat),
  name: z.string(),
  verdict: z.enum(verdicts).describe('pass: every drill and twin had the verdict that is right'),
  exitCode: z.number().int(),
  why: z.string().describe('one sentence'),
  selection: z.strictObject({
    name: z.string(),
    tags: z.array(z.string()),
    drills: z.array(z.string()).describe('named one by one; none: all of the suite'),
    isQuick: z.boolean(),
    hasTwins: z.boolean(),
    seeds: z.array(z.number()),
  }),
  startedAt: z.string().describe('ISO 8601'),
  command: z.string().describe('what repeats it'),
  versions: z.record(z.string(), z.string()),
  host: z.strictObject({ cores: z.number(), memoryBytes: z.number(), system: z.string() }),
  counts: z.strictObject({
    planned: count,
    asExpected: count,
    otherwise: count,
    undecided: count,
    left: count,
  }),
  isInterrupted: z.boolean(),
  drills: z.array(drillSchema),
  runs: z.array(runSchema).describe('in the order in which they run'),
  checklist: z.array(coverageSchema).describe('Well-Architected Framework, pillar of reliability'),
})

export type SuiteDocument = z.output<typeof suiteSchema>
export type SuiteDrill = SuiteDocument['drills'][number]
export type SuiteRun = SuiteDocument['runs'][number]
export type RunOutcome = NonNullable<SuiteRun['outcome']>
export type Coverage = SuiteDocument['checklist'][number]

/** JSON Schema (2020-12) of `suite.json`. */
export function suiteJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(suiteSchema, { target: 'draft-2020-12' }),
    $id: 'https://gatedrill.dev/suite.schema.json',
    title: 'Suite',
  }
}
