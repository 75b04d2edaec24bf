import type { Findings } from '../findings.ts'
import {
  countText,
  marginText,
  measuredText,
  percentText,
  scoreText,
  timeText,
  valueText,
} from '../format.ts'
import type { JudgementVerdict } from '../objectives/objective.ts'
import { scoreOf } from '../objectives/weighed.ts'
import { policyText, statusMakers, statusOriginsOf } from '../status-makers.ts'
import { steadyTextOf } from '../steady-state.ts'
import type { Verdict } from '../verdict.ts'
import { cell, code } from './markdown-text.ts'
import { firstText } from './sections/checks-table.ts'

const signs: Readonly<Record<Verdict['verdict'] | JudgementVerdict, string>> = {
  pass: '✅',
  warn: '⚠️',
  fail: '❌',
  inconclusive: '❔',
  'not-claimed': '➖',
  aborted: '⏹️',
}

/** `summary.md`: what a reviewer of a pull request wants to know. */
export function markdownOf(findings: Findings): string {
  const { manifest, verdict, judgements, reconciliation } = findings
  const { sums } = reconciliation
  const lines = [
    `## ${signs[verdict.verdict]} ${cell(manifest.scenarioName)}: ${verdict.verdict}`,
    '',
    cell(verdict.why),
    '',
    '| | Objective | Measured | Limit | Margin |',
    '|---|---|---:|---:|---:|',
    ...judgements.map((judgement) => {
      const { verdict: one, objective, limit, unit } = judgement
      const values = [measuredText(judgement), valueText(limit, unit), marginText(judgement)]
      return `| ${signs[one]} | \`${code(objective)}\` | ${values.join(' | ')} |`
    }),
    '',
    ...scoreLinesOf(findings),
    `${countText(sums.recorded)} requests offered = ${countText(sums.ok)} ok + ` +
      `${countText(sums.rejected)} rejected + ${countText(sums.failed)} failed + ` +
      `${countText(sums.unknown)} unknown + ${countText(sums.notSent)} not sent` +
      `${sums.isExact ? '.' : ` — **does not add up**: ${cell(sums.why ?? '')}`}`,
    '',
    ...statusLinesOf(findings),
    ...checkLinesOf(findings),
    ...faultLinesOf(findings),
    cell(steadyTextOf(findings.steadyStates)),
    '',
    `Repeat with \`${code(manifest.command)}\` (seed ${manifest.seed}).`,
    '',
  ]
  return lines.join('\n')
}

function scoreLinesOf({ judgements }: Findings): string[] {
  const score = scoreOf(judgements)
  if (score === undefined || score.open !== undefined) return []
  const { percent, missed, total } = score
  return [`Score **${percentText(percent)}**: ${scoreText(missed, total)}.`, '']
}

/** Who made which status, of those that there were. */
function statusLinesOf({ blames }: Findings): string[] {
  const origins = statusOriginsOf(blames).filter(({ made }) =>
    statusMakers.some((maker) => made[maker] > 0),
  )
  if (origins.length === 0) return []
  return [
    '| Status | Edge | Gateway | Backend leg | Backend | Policy |',
    '|---:|---:|---:|---:|---:|---|',
    ...origins.map(({ status, made, policies }) => {
      const counts = statusMakers.map((maker) => countText(made[maker]))
      return `| ${[status, ...counts, cell(policies.map(policyText).join(', '))].join(' | ')} |`
    }),
    '',
  ]
}

const checkSigns = { holds: '✅', broken: '❌', 'not-claimed': '➖' } as const

/** Invariants that were broken or tested by name; the others are only counted. */
function checkLinesOf(findings: Findings): string[] {
  const { checks } = findings
  if (checks.length === 0) return []
  const claimed = checks.filter(({ verdict }) => verdict !== 'not-claimed')
  const unclaimed = checks.length - claimed.length
  const rest = unclaimed === 0 ? [] : [`- ${checkSigns['not-claimed']} ${unclaimed} not claimed`]
  const lines = claimed.map((check) => {
    const first = check.verdict === 'broken' ? `; first: ${firstText(findings, check.first)}` : ''
    return `- ${checkSigns[check.verdict]} \`${code(check.name)}\`: ${cell(check.why + first)}`
  })
  return ['Invariants:', '', ...lines, ...rest, '']
}

function faultLinesOf({ faults, recoveries }: Findings): string[] {
  if (faults.length === 0) return []
  const lines = faults.map((fault) => {
    const recovery = recoveries.find((one) => one.fault === fault.id)
    const { provenAtUs, detectedAtUs } = fault
    const detection =
      provenAtUs === undefined
        ? 'not proven'
        : detectedAtUs === undefined
          ? 'never detected'
          : `detected after ${timeText(Math.max(0, detectedAtUs - provenAtUs) / 1_000)}`
    const recovered = recovery === undefined ? '' : `, ${recoveredText(recovery.recoveryMs)}`
    return `- \`${code(fault.id)}\` on ${fault.targets.length} targets: ${detection}${recovered}`
  })
  return [...lines, '']
}

function recoveredText(recoveryMs: number): string {
  return Number.isFinite(recoveryMs)
    ? `recovered after ${timeText(recoveryMs)}`
    : 'not recovered while it lasted'
}
