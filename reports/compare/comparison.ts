import { z } from 'zod'
import type { DifferenceKind } from '../../scenarios/schema/baseline.ts'
import { checkComparable } from './comparable.ts'
import { type ComparedMeasure, compareRuns, rowVerdicts } from './compare.ts'
import { type RunSample, runSampleOf } from './run-sample.ts'

/** Marks the JSON of a comparison; the version moves when a field changes its meaning or goes. */
export const comparisonFormat = 'gatedrill-comparison-1'

const numberOrText = z.union([z.number(), z.literal('infinite'), z.literal('-infinite')])

const rowSchema = z.object({
  measure: z.string(),
  unit: z.enum(['ms', '%', '/s']),
  better: z.enum(['higher', 'lower']),
  a: z.array(numberOrText).describe('one value a run'),
  b: z.array(numberOrText),
  medianA: numberOrText,
  medianB: numberOrText,
  difference: numberOrText.describe('B less A'),
  interval: z.object({ low: numberOrText, high: numberOrText }).describe('95 %'),
  p: z.number().optional().describe('Mann-Whitney, two-sided; of several runs a group'),
  effect: z.number().optional().describe("Cliff's delta"),
  verdict: z.enum(rowVerdicts),
  why: z.string(),
})

/** What `gatedrill compare --json` prints. */
export const comparisonSchema = z.object({
  format: z.literal(comparisonFormat),
  scenario: z.string(),
  verdict: z.enum(['better', 'worse', 'same', 'unclear']),
  exitCode: z.number().int(),
  why: z.string(),
  a: z.array(z.string()).describe('run folders'),
  b: z.array(z.string()),
  rows: z.array(rowSchema),
})

export type ComparisonJson = z.infer<typeof comparisonSchema>

export type Comparison = {
  readonly scenario: string
  readonly verdict: ComparisonJson['verdict']
  /** 0: nothing got worse, 1: something did, 3: nothing could be told. */
  readonly exitCode: number
  /** One sentence. */
  readonly why: string
  readonly a: readonly RunSample[]
  readonly b: readonly RunSample[]
  readonly rows: readonly ComparedMeasure[]
}

/**
 * Compares the runs of two groups of folders. Throws COMPARE_DIFFERENT when they are no runs of one
 * experiment, and the errors of a folder that is no run.
 */
export async function comparisonOf(
  foldersA: readonly string[],
  foldersB: readonly string[],
  allowed: readonly DifferenceKind[] = [],
): Promise<Comparison> {
  const a = await samplesOf(foldersA)
  const b = await samplesOf(foldersB)
  checkComparable(a, b, allowed)
  const rows = compareRuns(a, b)
  const scenario = a[0]?.manifest.scenarioName ?? ''
  return { scenario, a, b, rows, ...verdictOfRows(rows) }
}

async function samplesOf(folders: readonly string[]): Promise<RunSample[]> {
  const samples: RunSample[] = []
  // One after the other: each holds a database open.
  for (const folder of folders) samples.push(await runSampleOf(folder))
  return samples
}

function verdictOfRows(
  rows: readonly ComparedMeasure[],
): Pick<Comparison, 'verdict' | 'exitCode' | 'why'> {
  const named = (verdict: ComparedMeasure['verdict']) =>
    rows.filter((row) => row.verdict === verdict).map(({ measure }) => measure.name)
  const [worse, better, same] = [named('worse'), named('better'), named('same')]
  const open = rows.length - worse.length - better.length - same.length
  const untold = open === 0 ? '' : `; ${open} of ${rows.length} measures cannot be told apart`
  if (worse.length > 0) {
    return { verdict: 'worse', exitCode: 1, why: `B is worse in ${listOf(worse)}${untold}.` }
  }
  if (better.length > 0) {
    return { verdict: 'better', exitCode: 0, why: `B is better in ${listOf(better)}${untold}.` }
  }
  if (same.length > 0) {
    return { verdict: 'same', exitCode: 0, why: `B is neither better nor worse${untold}.` }
  }
  const why = 'Nothing can be told: the runs are too few, too short or too different in themselves.'
  return { verdict: 'unclear', exitCode: 3, why }
}

function listOf(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
}

/** A comparison for programs. */
export function comparisonJsonOf(comparison: Comparison): ComparisonJson {
  const { scenario, verdict, exitCode, why, a, b, rows } = comparison
  return {
    format: comparisonFormat,
    scenario,
    verdict,
    exitCode,
    why,
    a: a.map(({ folder }) => folder),
    b: b.map(({ folder }) => folder),
    rows: rows.map(({ measure, ...row }) => ({
      measure: measure.name,
      unit: measure.unit,
      better: measure.better,
      a: row.a.map(jsonNumberOf),
      b: row.b.map(jsonNumberOf),
      medianA: jsonNumberOf(row.medianA),
      medianB: jsonNumberOf(row.medianB),
      difference: jsonNumberOf(row.difference),
      interval: { low: jsonNumberOf(row.interval.low), high: jsonNumberOf(row.interval.high) },
      ...(row.p === undefined ? {} : { p: row.p }),
      ...(row.effect === undefined ? {} : { effect: row.effect }),
      verdict: row.verdict,
      why: row.why,
    })),
  }
}

function jsonNumberOf(value: number): number | 'infinite' | '-infinite' {
  if (Number.isFinite(value)) return value
  return value > 0 ? 'infinite' : '-infinite'
}
