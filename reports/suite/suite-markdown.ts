import { cell, code } from '../render/markdown-text.ts'
import { runNameOf } from './judge-suite.ts'
import type { Coverage, SuiteDocument, SuiteRun } from './suite-document.ts'
import { recoveryText, shareText } from './words.ts'

const resultSigns = { 'as-expected': '✅', otherwise: '❌', undecided: '❔' } as const
const stateSigns: Readonly<Record<Coverage['state'], string>> = {
  held: '✅',
  broken: '❌',
  undecided: '❔',
  'not-covered': '➖',
}
const verdictSigns = { pass: '✅', fail: '❌', inconclusive: '❔', aborted: '⏹️' } as const

/** `suite.md`: the suite as a reviewer of a pull request wants it. */
export function suiteMarkdownOf(document: SuiteDocument): string {
  const { name, verdict, why, runs, checklist, command } = document
  return [
    `## ${verdictSigns[verdict]} suite ${cell(name)}: ${verdict}`,
    '',
    cell(why),
    '',
    '| | Run | Seed | Verdict | Expected | Served | During the fault | Hurt for |',
    '|---|---|---:|---|---|---:|---:|---:|',
    ...runs.map(rowOf),
    '',
    'Well-Architected checklist, reliability:',
    '',
    '| | Item | Drills |',
    '|---|---|---|',
    ...checklist.map(
      ({ state, code, says, drills }) =>
        `| ${stateSigns[state]} | ${code}: ${cell(says)} | ${drills.join(', ') || 'none'} |`,
    ),
    '',
    `Repeat with \`${code(command)}\`.`,
    '',
  ].join('\n')
}

function rowOf(run: SuiteRun): string {
  const { outcome, seed, expected } = run
  const sign = outcome === undefined ? '➖' : resultSigns[outcome.result]
  const seen = outcome?.seen
  const cells = [
    sign,
    cell(runNameOf(run)),
    String(seed),
    outcome?.verdict ?? 'not run',
    expected,
    shareText(seen?.served),
    shareText(seen?.servedDuring),
    recoveryText(seen?.recoveryMs),
  ]
  return `| ${cells.join(' | ')} |`
}
