import type { Findings } from '../../findings.ts'
import {
  countText,
  intervalText,
  measuredText,
  percentText,
  scoreText,
  valueText,
} from '../../format.ts'
import type { Judgement } from '../../objectives/objective.ts'
import { scoreOf } from '../../objectives/weighed.ts'
import { badge } from '../badge.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** Every objective with what was measured, its interval, and how much of the limit was used. */
export function objectivesTable(findings: Findings): Markup {
  const { judgements } = findings
  const about =
    'Under a measured value stands its interval, each end a one-sided 95 % bound (latency: exact ' +
    'order statistics; shares: Wilson). Used: how much of what the limit allows was taken.'
  const columns = [
    { name: 'Verdict' },
    { name: 'Objective' },
    { name: 'Measured', isNumber: true },
    { name: 'Limit', isNumber: true },
    { name: 'Used' },
    { name: 'Samples', isNumber: true },
    { name: 'From what' },
  ]
  const rows = judgements.map((judgement) => [
    badge(judgement.verdict, 'small'),
    html`<code class="nowrap">${judgement.objective}</code>`,
    html`<b>${measuredText(judgement)}</b>${intervalOf(judgement)}`,
    html`${valueText(judgement.limit, judgement.unit)}${baselineLine(judgement)}`,
    gaugeOf(judgement),
    countText(judgement.samples),
    html`<span class="quiet small">${judgement.why}</span>`,
  ])
  const content =
    rows.length === 0
      ? html`<p>The scenario has no objective.</p>`
      : [table('Objectives and what was measured', columns, rows), scoreLine(findings)]
  return section('objectives', 'Objectives', about, content)
}

function intervalOf(judgement: Judgement): Markup {
  const text = intervalText(judgement)
  return text === undefined ? html`` : html`<br><span class="quiet small">${text}</span>`
}

function baselineLine({ baseline, measure, unit }: Judgement): Markup {
  if (baseline === undefined) return html``
  const measured = measuredText({ ...baseline, measure, unit })
  const runs = baseline.runs === 1 ? 'the baseline' : `the median of ${baseline.runs} baseline runs`
  return html`<br><span class="quiet small">${runs}: ${measured}</span>`
}

/** What the objectives with a weight come to; nothing where none has one. */
function scoreLine({ judgements }: Findings): Markup {
  const score = scoreOf(judgements)
  if (score === undefined) return html``
  const { open, percent, total, missed } = score
  return open === undefined
    ? html`<p>Score <b>${percentText(percent)}</b>: ${scoreText(missed, total)}.</p>`
    : html`<p>There is no score: <code>${open}</code> cannot be told.</p>`
}

function gaugeOf(judgement: Judgement): Markup {
  const used = usedOf(judgement)
  if (used === undefined) return html`–`
  const text = used > 9.99 ? '> 999 %' : `${Math.round(used * 100)} %`
  const width = Math.round(Math.min(used, 1) * 100)
  return html`<span class="nowrap is-${judgement.verdict}"><span class="gauge" aria-hidden="true"><i style="width:${width}%"></i></span> ${text}</span>`
}

/** 0 to 1 inside of the limit. What must be at least 99 % may miss 1 %: that is what is used. */
function usedOf({ measured, limit, margin, unit }: Judgement): number | undefined {
  if (measured === undefined || limit === undefined || margin === undefined) return undefined
  const isAtLeast = unit === '%' && margin === measured - limit && measured !== limit
  const [taken, allowed] = isAtLeast ? [100 - measured, 100 - limit] : [measured, limit]
  if (taken === 0) return 0
  return allowed === 0 ? Number.POSITIVE_INFINITY : taken / allowed
}
