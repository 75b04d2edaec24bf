import type { JudgedCheck } from '../checks/judge-checks.ts'
import type { Findings } from '../findings.ts'
import { intervalText, marginText, measuredText, valueText } from '../format.ts'
import type { Judgement } from '../objectives/objective.ts'
import { escaped } from './escape.ts'
import { firstText } from './sections/checks-table.ts'

/**
 * JUnit XML: a test case per objective and per invariant, with what was measured as properties.
 * Inconclusive ones are errors, so that no CI takes them for passed; an invariant that is not
 * claimed is skipped, or an error where the scenario requires it. A run that is no basis for a verdict has a test
 * case of its own for that.
 */
export function junitOf(findings: Findings): string {
  const { manifest, verdict, judgements, checks } = findings
  const isWhole = verdict.verdict !== 'aborted' && verdict.doubts.length === 0
  const broken = checks.filter((check) => check.verdict === 'broken').length
  const unclaimedChecks = checks.filter((check) => isSkipped(check)).length
  const skipped =
    unclaimedChecks + judgements.filter(({ verdict }) => verdict === 'not-claimed').length
  const failures = judgements.filter((judgement) => judgement.verdict === 'fail').length + broken
  const open = judgements.filter((judgement) => judgement.verdict === 'inconclusive').length
  const unclaimed =
    checks.filter(({ verdict }) => verdict === 'not-claimed').length - unclaimedChecks
  const errors = open + unclaimed + (isWhole ? 0 : 1)
  const suite = `gatedrill.${manifest.scenarioName}`
  const run = isWhole
    ? `    <testcase classname="${escaped(suite)}" name="the run is a basis for a verdict"/>`
    : [
        `    <testcase classname="${escaped(suite)}" name="the run is a basis for a verdict">`,
        `      <error type="${verdict.verdict}" message="${escaped(verdict.why)}"/>`,
        '    </testcase>',
      ].join('\n')
  const tests = judgements.length + checks.length + 1
  const counts = `tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gatedrill" ${counts}>`,
    `  <testsuite name="${escaped(suite)}" ${counts} timestamp="${escaped(manifest.startedAt)}">`,
    run,
    ...judgements.map((judgement) => caseOf(judgement, suite)),
    ...checks.map((check) => checkCaseOf(check, suite, findings)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseOf(judgement: Judgement, suite: string): string {
  const { objective } = judgement
  return [
    `    <testcase classname="${escaped(suite)}" name="${escaped(objective)}">`,
    '      <properties>',
    ...propertiesOf(judgement).map(
      ([name, value]) => `        <property name="${name}" value="${escaped(value)}"/>`,
    ),
    '      </properties>',
    ...outcomeOf(judgement),
    '    </testcase>',
  ].join('\n')
}

function outcomeOf({ verdict, why }: Judgement): string[] {
  switch (verdict) {
    case 'pass':
    case 'warn':
      return []
    case 'not-claimed':
      return [`      <skipped message="not claimed: ${escaped(why)}"/>`]
    default: {
      const element = verdict === 'fail' ? 'failure' : 'error'
      return [`      <${element} type="${verdict}" message="${escaped(why)}"/>`]
    }
  }
}

function isSkipped({ verdict, isRequired }: JudgedCheck): boolean {
  return verdict === 'not-claimed' && !isRequired
}

function checkCaseOf(check: JudgedCheck, suite: string, findings: Findings): string {
  return [
    `    <testcase classname="${escaped(suite)}.checks" name="${escaped(check.name)}">`,
    ...checkOutcomeOf(check, findings),
    '    </testcase>',
  ].join('\n')
}

function checkOutcomeOf(check: JudgedCheck, findings: Findings): string[] {
  const { why } = check
  if (check.verdict === 'holds') return []
  if (check.verdict === 'broken') {
    const said = `${why}; first: ${firstText(findings, check.first)}`
    return [`      <failure type="broken" message="${escaped(said)}"/>`]
  }
  const element = isSkipped(check) ? 'skipped' : 'error type="not-claimed"'
  return [`      <${element} message="not claimed: ${escaped(why)}"/>`]
}

function propertiesOf(judgement: Judgement): [name: string, value: string][] {
  const { limit, samples, unit } = judgement
  const interval = intervalText(judgement)
  return [
    ['measured', measuredText(judgement)],
    ['limit', valueText(limit, unit)],
    ...(judgement.warn === undefined ? [] : [pairOf('warn', valueText(judgement.warn, unit))]),
    ...(judgement.verdict === 'warn' ? [pairOf('verdict', 'warn')] : []),
    ['margin', marginText(judgement)],
    ['samples', String(samples)],
    ...(interval === undefined ? [] : [pairOf('interval', interval)]),
    ...baselineProperties(judgement),
    ...(judgement.weight === undefined ? [] : [pairOf('weight', String(judgement.weight))]),
  ]
}

function baselineProperties({ baseline, measure, unit }: Judgement): [string, string][] {
  if (baseline === undefined) return []
  const measured = { ...baseline, measure, unit }
  const interval = intervalText(measured)
  return [
    pairOf('baseline', measuredText(measured)),
    pairOf('baseline-runs', String(baseline.runs)),
    ...(interval === undefined ? [] : [pairOf('baseline-interval', interval)]),
  ]
}

function pairOf(name: string, value: string): [name: string, value: string] {
  return [name, value]
}
