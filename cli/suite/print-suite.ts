import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { runNameOf } from '../../reports/suite/judge-suite.ts'
import type { SuiteDocument, SuiteRun } from '../../reports/suite/suite-document.ts'
import { durationText } from '../duration-text.ts'
import type { SuitePlan } from './plan-suite.ts'

const verdictColours = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  aborted: 'yellow',
} as const
const resultColours = { 'as-expected': 'green', otherwise: 'red', undecided: 'yellow' } as const

/** What a suite would run, with times. */
export function printSuitePlan(plan: SuitePlan, command: string): void {
  const { runs, drills, missing, wallTimeS, selection } = plan
  const timeOf = new Map(drills.map((drill) => [drill.name, drill.wallTimeS]))
  const lines = [
    ...runs.map((run) => {
      const name = runNameOf(run).padEnd(widthOf(runs))
      const time = durationText(timeOf.get(run.drill) ?? 0)
      return `  ${name}  seed ${run.seed}  expects ${run.expected}  about ${time}`
    }),
    '',
    `${headOf(plan)}, about ${durationText(wallTimeS)} on two cores with nothing else to do.`,
    ...(missing.length === 0 ? [] : [`No drill for ${missing.join(', ')}.`]),
    ...(selection.hasTwins ? [] : ['Without --twins, so nothing shows that a drill can fail.']),
    'Nothing was started.',
    `run  ${command}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** `suite reliability: 12 drills, 24 runs`. */
export function headOf({
  selection,
  drills,
  runs,
}: Pick<SuitePlan, 'selection' | 'drills' | 'runs'>): string {
  const quick = selection.isQuick ? ', quick' : ''
  return `suite ${selection.name}${quick}: ${drills.length} drills, ${runs.length} runs`
}

/** A line a run, and what they come to. */
export function printSuite({ runs, verdict, why }: SuiteDocument, folder: string): void {
  const lines = [
    '',
    ...runs.map((run) => lineOf(run, widthOf(runs))),
    '',
    `${styleText(['bold', verdictColours[verdict]], verdict.toUpperCase())}  ${why}`,
    `page    ${relative('', join(folder, 'suite.html'))}`,
    ...(verdict === 'pass' ? [] : [`go on   gatedrill suite --resume ${relative('', folder)}`]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function widthOf(runs: readonly SuiteRun[]): number {
  return Math.max(...runs.map((run) => runNameOf(run).length))
}

function lineOf(run: SuiteRun, width: number): string {
  const { outcome, expected, seed } = run
  const name = `${runNameOf(run).padEnd(width)}  seed ${seed}`
  if (outcome === undefined) return `  ${name}  ${'not run'.padEnd(12)} expected ${expected}`
  const { result, verdict } = outcome
  const mark = styleText(resultColours[result], verdict.padEnd(12))
  return `  ${name}  ${mark} expected ${expected}${result === 'otherwise' && verdict === expected ? ', but not where the claim says' : ''}`
}
