import { escaped } from '../render/escape.ts'
import { runNameOf } from './judge-suite.ts'
import type { SuiteDocument, SuiteRun } from './suite-document.ts'

/**
 * JUnit XML: a test case per run. One that came otherwise than its claim expects is a failure, one
 * that decided nothing an error, one that did not run is skipped.
 */
export function suiteJunitOf({ name, runs, counts, startedAt }: SuiteDocument): string {
  const { planned, otherwise, undecided, left } = counts
  const totals = `tests="${planned}" failures="${otherwise}" errors="${undecided}" skipped="${left}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gatedrill" ${totals}>`,
    `  <testsuite name="gatedrill.suite.${escaped(name)}" ${totals} timestamp="${escaped(startedAt)}">`,
    ...runs.map((run) => caseOf(run, name)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseOf(run: SuiteRun, suite: string): string {
  const { outcome, seed, expected } = run
  const label = `${runNameOf(run)}: ${expected}, seed ${seed}`
  const time = outcome === undefined ? '' : ` time="${outcome.tookS.toFixed(1)}"`
  const open = `    <testcase classname="gatedrill.suite.${escaped(suite)}" name="${escaped(label)}"${time}`
  const inside = insideOf(run)
  return inside === undefined ? `${open}/>` : `${open}>\n      ${inside}\n    </testcase>`
}

function insideOf({ outcome }: SuiteRun): string | undefined {
  if (outcome === undefined) return '<skipped message="it did not run"/>'
  const { result, resultWhy, verdict } = outcome
  if (result === 'as-expected') return undefined
  const element = result === 'otherwise' ? 'failure' : 'error'
  return `<${element} type="${verdict}" message="${escaped(resultWhy)}"/>`
}
