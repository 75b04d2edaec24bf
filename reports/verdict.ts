import { z } from 'zod'
import type { JudgedCheck } from './checks/judge-checks.ts'
import { crowdedText } from './crowded.ts'
import { crowdingOf, crowdingText } from './crowded-slices.ts'
import { measuredText } from './format.ts'
import { type Lateness, latenessBoundMs, tooFastText, withoutSocketText } from './lateness.ts'
import type { Judgement } from './objectives/objective.ts'
import type { FaultTimes } from './phases.ts'
import type { Reconciliation } from './reconcile/reconcile.ts'
import type { Manifest } from './store/manifest.ts'

export const verdicts = ['pass', 'fail', 'inconclusive', 'aborted'] as const
export type VerdictName = (typeof verdicts)[number]

/** Of the process that ran or reported a drill; 2 is bad usage or input. */
export const exitCodes: Readonly<Record<VerdictName, number>> = {
  pass: 0,
  fail: 1,
  inconclusive: 3,
  aborted: 4,
}

export type Verdict = {
  readonly verdict: VerdictName
  readonly exitCode: number
  /** One sentence. */
  readonly why: string
  /** All that made the run no basis for a judgement; empty for pass and fail. */
  readonly doubts: readonly string[]
}

/** A smaller share of the requests that rate and duration ask for is another load. */
export const offeredShareMin = 0.99

/**
 * The verdict of a run. A run that was broken off is aborted. Doubts about the run itself (a fault
 * without proof, an unwell harness, ledgers that do not add up) come before its objectives: what
 * is measured on such a run neither passes nor fails. Then one failed objective or broken check
 * fails the run, and an objective that cannot be told, or a required check that is not claimed,
 * makes it inconclusive. An objective that is not claimed decides nothing; nothing but such
 * objectives is no basis for a verdict.
 */
export function verdictOf(
  manifest: Manifest,
  faults: readonly FaultTimes[],
  reconciliation: Reconciliation,
  judgements: readonly Judgement[],
  lateness: Lateness | undefined,
  checks: readonly JudgedCheck[] = [],
): Verdict {
  const { ended, endedWhy } = manifest
  if (ended !== 'complete') {
    const why = ended === undefined ? 'its controller died before the end' : abortTexts[ended]
    const detail = endedWhy === undefined ? '' : `: ${endedWhy}`
    return made('aborted', `The run is not whole: ${why}${detail}.`)
  }
  const doubts = doubtsOf(manifest, faults, reconciliation, judgements, lateness, checks)
  const [firstDoubt] = doubts
  if (firstDoubt !== undefined) {
    const others = doubts.length === 1 ? '' : ` (and ${doubts.length - 1} more)`
    return made(
      'inconclusive',
      `The run is no basis for a verdict: ${firstDoubt}${others}.`,
      doubts,
    )
  }
  return verdictOfJudgements(judgements, checks)
}

const abortTexts = {
  interrupted: 'it was interrupted',
  guard: 'a guard stopped it',
  failed: 'it failed',
} as const

function verdictOfJudgements(
  judgements: readonly Judgement[],
  checks: readonly JudgedCheck[],
): Verdict {
  const of = (verdict: Judgement['verdict']) =>
    judgements.filter((judgement) => judgement.verdict === verdict)
  const failed = of('fail')
  const broken = checks.filter(({ verdict }) => verdict === 'broken')
  const open = of('inconclusive')
  const unclaimed = checks.filter(
    ({ verdict, isRequired }) => isRequired && verdict === 'not-claimed',
  )
  const unheld = of('not-claimed')
  const total = judgements.length - unheld.length
  if (failed.length + broken.length > 0) {
    const said = [
      ...listed(`of ${total} objectives failed`, failed.map(failedText)),
      ...listed(`of ${checks.length} invariants broken`, broken.map(reasonText)),
    ]
    return made('fail', said.join(' '))
  }
  if (open.length + unclaimed.length > 0) {
    const said = [
      ...listed(`of ${total} objectives cannot be judged`, open.map(openText)),
      ...listed('required invariants not claimed', unclaimed.map(reasonText)),
    ]
    return made('inconclusive', said.join(' '))
  }
  const left = listed('not claimed', unheld.map(openText))
  if (total === 0) {
    return made('inconclusive', ['There is no objective to judge.', ...left].join(' '))
  }
  const held = checks.filter(({ verdict }) => verdict === 'holds').length
  const also = held === 0 ? '' : `, and ${held} of ${checks.length} invariants were tested and held`
  const near = of('warn')
  const said = near.length === 0 ? [] : listed('past a warning level', near.map(failedText))
  return made('pass', [`All ${total} objectives hold${also}.`, ...said, ...left].join(' '))
}

/** `2 of 9 objectives failed: a, b.`; nothing for none. */
function listed(said: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`${texts.length} ${said}: ${texts.join(', ')}.`]
}

const failedText = (one: Judgement) => `${one.objective} (${measuredText(one)})`
const openText = ({ objective, why }: Judgement) => `${objective} (${why})`
const reasonText = ({ name, why }: JudgedCheck) => `${name} (${why})`
/** Why nothing can be said from this run, the gravest first. */
export function doubtsOf(
  manifest: Manifest,
  faults: readonly FaultTimes[],
  { sums, broken }: Pick<Reconciliation, 'sums' | 'broken'>,
  judgements: readonly Judgement[],
  lateness: Lateness | undefined,
  checks: readonly JudgedCheck[] = [],
): string[] {
  const lateMs = lateness?.p99Ms ?? 0
  const lateMaxMs = latenessBoundMs(judgements)
  const least = leastOfferedOf(manifest)
  const unproven = faults.filter(({ provenAtUs }) => provenAtUs === undefined)
  const crowding = crowdingOf(manifest, faults, judgements, checks)
  const crowded =
    crowdedText(manifest, judgements, checks) ??
    (crowding === undefined ? undefined : crowdingText(crowding))
  const tooFast = tooFastText(lateness)
  const withoutSocket = withoutSocketText(lateness)
  const lapsed = faults.filter(({ undoneBy }) => undoneBy === 'lease')
  return [
    ...diskDoubts(manifest),
    ...(sums.recorded === 0 ? ['no request was recorded'] : []),
    ...broken.map((problem) => `the ledgers do not add up: ${problem}`),
    ...unproven.map(({ id }) => `${id} was not proven to have any effect`),
    ...lapsed.map(({ id }) => `${id} ended by its lease, because the controller did not renew it`),
    ...(sums.recorded < least
      ? [`the load was below its target: ${sums.recorded} requests, at least ${least} expected`]
      : []),
    ...(withoutSocket === undefined ? [] : [withoutSocket]),
    ...(tooFast === undefined ? [] : [tooFast]),
    ...(lateMs > lateMaxMs
      ? [
          `the machine was too busy: requests started up to ${lateMs.toFixed(2)} ms late (p99), ` +
            `more than ${lateMaxMs} ms`,
        ]
      : []),
    ...(crowded === undefined ? [] : [crowded]),
  ]
}

/** The controller writes seldom: the ledgers of others were refused before it heard of it. */
function diskDoubts({ diskFull, loadStartUs }: Manifest): string[] {
  if (diskFull === undefined) return []
  const second = ((diskFull.atUs - loadStartUs) / 1e6).toFixed(1)
  return [
    `the disk was full by second ${second} of the load, and took no more ledgers: ${diskFull.why}`,
  ]
}

const loadSchema = z.looseObject({
  load: z.looseObject({
    arrivals: z.string().default('poisson'),
    ratePerS: z.number(),
    durationS: z.number(),
    warmUpS: z.number().default(0),
    k6: z.looseObject({ script: z.string().optional() }).optional(),
  }),
})

/**
 * What rate and duration let expect at least: four standard deviations of a Poisson count below
 * the mean happen once in thirty thousand runs. What the world kept from being sent is not missing
 * here: it was offered, and is an outcome.
 */
function leastOfferedOf({ scenario, loads }: Manifest): number {
  const parsed = loadSchema.safeParse(scenario)
  if (!parsed.success) return 0
  const { arrivals, ratePerS, durationS, warmUpS, k6 } = parsed.data.load
  const isEven = arrivals === 'poisson' || arrivals === 'constant'
  // The rate of a shape is not that of its whole; its generators know how many it has. So does k6
  // of a script, which may say itself how often it runs.
  if (!isEven || k6?.script !== undefined) {
    const scheduled = loads.reduce((sum, load) => sum + (load.scheduled ?? 0), 0)
    return Math.floor(scheduled * offeredShareMin)
  }
  // Over the warm-up the rate rises from nothing.
  const mean = ratePerS * (warmUpS / 2 + durationS)
  return Math.max(0, Math.floor(mean * offeredShareMin - 4 * Math.sqrt(mean)))
}

function made(verdict: VerdictName, why: string, doubts: readonly string[] = []): Verdict {
  return { verdict, exitCode: exitCodes[verdict], why, doubts }
}
