import type { Findings } from '../findings.ts'
import { intervalText, marginText, measuredText, valueText } from '../format.ts'
import type { Judgement } from '../objectives/objective.ts'
import { escaped } from './escape.ts'

/**
 * JUnit XML: a test case per objective, with what was measured as properties. Inconclusive ones
 * are errors, so that no CI takes them for passed. A run that is no basis for a verdict has a test
 * case of its own for that.
 */
export function junitOf(findings: Findings): string {
  const { manifest, verdict, judgements } = findings
  const isWhole = verdict.verdict !== 'aborted' && verdict.doubts.length === 0
  const failures = judgements.filter((judgement) => judgement.verdict === 'fail').length
  const open = judgements.filter((judgement) => judgement.verdict === 'inconclusive').length
  const errors = open + (isWhole ? 0 : 1)
  const suite = `gatedrill.${manifest.scenarioName}`
  const run = isWhole
    ? `    <testcase classname="${escaped(suite)}" name="the run is a basis for a verdict"/>`
    : [
        `    <testcase classname="${escaped(suite)}" name="the run is a basis for a verdict">`,
        `      <error type="${verdict.verdict}" message="${escaped(verdict.why)}"/>`,
        '    </testcase>',
      ].join('\n')
  const counts = `tests="${judgements.length + 1}" failures="${failures}" errors="${errors}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gatedrill" ${counts}>`,
    `  <testsuite name="${escaped(suite)}" ${counts} timestamp="${escaped(manifest.startedAt)}">`,
    run,
    ...judgements.map((judgement) => caseOf(judgement, suite)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseOf(judgement: Judgement, suite: string): string {
  const { objective, verdict, why } = judgement
  const outcome =
    verdict === 'pass'
      ? []
      : [
          `      <${verdict === 'fail' ? 'failure' : 'error'} type="${verdict}" message="${escaped(why)}"/>`,
        ]
  return [
    `    <testcase classname="${escaped(suite)}" name="${escaped(objective)}">`,
    '      <properties>',
    ...propertiesOf(judgement).map(
      ([name, value]) => `        <property name="${name}" value="${escaped(value)}"/>`,
    ),
    '      </properties>',
    ...outcome,
    '    </testcase>',
  ].join('\n')
}

function propertiesOf(judgement: Judgement): [name: string, value: string][] {
  const { limit, samples, unit } = judgement
  const interval = intervalText(judgement)
  return [
    ['measured', measuredText(judgement)],
    ['limit', valueText(limit, unit)],
    ['margin', marginText(judgement)],
    ['samples', String(samples)],
    ...(interval === undefined ? [] : [pairOf('interval', interval)]),
  ]
}

function pairOf(name: string, value: string): [name: string, value: string] {
  return [name, value]
}
