import { z } from 'zod'

const seconds = z.number().nonnegative()
const durationS = z.number().positive()

/** A fault at its time. `kind` names a file in `sim/faults`, which checks the rest. */
export const faultSchema = z.looseObject({ kind: z.string(), atS: seconds, durationS })
export type FaultInput = z.output<typeof faultSchema>

/** One fault, or several that belong together; all other fields are the fault's parameters. */
type Timed = {
  readonly kind?: string | undefined
  readonly durationS?: number | undefined
  readonly sequence?: Sequence | undefined
  readonly parallel?: Parallel | undefined
  readonly repeat?: Repeat | undefined
  readonly random?: Random | undefined
  readonly [param: string]: unknown
}
/** A part of a schedule; `afterS` counts from where the schedule has come to. */
export type FaultStep = Timed & { readonly afterS: number }
/** What stands in `faults`; `atS` counts from the start of the load. */
export type FaultEntry = Timed & { readonly atS: number }

type Sequence = { readonly steps: readonly FaultStep[]; readonly gapS: number }
type Parallel = {
  readonly steps: readonly FaultStep[]
  readonly heal: 'as-said' | 'in-order' | 'reverse' | 'random'
  readonly healEveryS: number
}
type Repeat = {
  readonly step: FaultStep
  readonly times: number
  readonly everyS?: number | undefined
}
type Random = {
  readonly choices: readonly FaultStep[]
  readonly count: number
  readonly withinS: number
}

const stepSchema: z.ZodType<FaultStep> = z.lazy(() =>
  z
    .looseObject({ afterS: seconds.default(0), ...timedShape })
    .superRefine((step, context) => isOneThing(step, context)),
)
const stepsSchema = z.array(stepSchema).min(1).max(100)

const timedShape = {
  kind: z.string().optional().describe('a fault by its name; gatedrill faults lists them'),
  durationS: durationS.optional().describe('seconds until it is undone'),
  sequence: z
    .strictObject({ steps: stepsSchema, gapS: seconds.default(0) })
    .optional()
    .describe('faults one after the other'),
  parallel: z
    .strictObject({
      steps: stepsSchema,
      heal: z
        .enum(['as-said', 'in-order', 'reverse', 'random'])
        .default('as-said')
        .describe('when each is over; but for as-said all last to the end and heal one by one'),
      healEveryS: seconds.default(1),
    })
    .optional()
    .describe('faults side by side'),
  repeat: z
    .strictObject({
      step: stepSchema,
      times: z.number().int().min(1).max(1_000),
      everyS: seconds.optional().describe('from start to start; absent: from end to start'),
    })
    .optional()
    .describe('a fault again and again'),
  random: z
    .strictObject({
      choices: stepsSchema,
      count: z.number().int().min(1).max(1_000),
      withinS: z.number().positive().describe('in which all of them begin'),
    })
    .optional()
    .describe('faults drawn from the seed, at times drawn from it'),
}

/** An entry of `faults`: a fault at its time, or a schedule of faults from that time on. */
export const faultEntrySchema: z.ZodType<FaultEntry> = z
  .looseObject({ atS: seconds.describe('seconds after the start of the load'), ...timedShape })
  .superRefine((entry, context) => isOneThing(entry, context))

const schedules = ['sequence', 'parallel', 'repeat', 'random'] as const

function isOneThing(timed: Timed, context: z.RefinementCtx): void {
  const given = ['kind', ...schedules].filter((name) => timed[name] !== undefined)
  const [first, second] = given
  const wrong = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (first === undefined) wrong('kind', 'a fault needs a kind')
  else if (second !== undefined) wrong(second, `it is a ${first} already; write two entries`)
  else if (first === 'kind' && timed.durationS === undefined) {
    wrong('durationS', 'a fault needs a duration')
  }
}
