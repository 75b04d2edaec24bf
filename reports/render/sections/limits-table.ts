import { type Findings, loadSecondOf } from '../../findings.ts'
import { countText } from '../../format.ts'
import type { LimitUse } from '../../limit-use.ts'
import { html, type Markup, section, table } from '../markup.ts'

const rowsShown = 20

/** Every counter: the most it admitted in a window, its limit, its bound, and the bound's terms. */
export function limitsSection(findings: Findings): Markup {
  const { limits } = findings
  const about =
    'Counters are replicated asynchronously, so more than the limit may get through, but never ' +
    'more than min(N·L, P·L + lag + N + crashes + restarts): L limit, N holders, P groups that ' +
    'cannot hear each other, lag the calls that can arrive within the replication lag.'
  const title = 'Rate limits and quotas: admitted against limit'
  if (limits.length === 0) {
    return section('limits', title, about, html`<p>No limit was used.</p>`)
  }
  const rows = limits
    .slice(0, rowsShown)
    .map((use) => [
      html`<code>${use.counter}</code>`,
      html`<code>${use.keyHash}</code>`,
      use.windowMs === 0 ? 'endless' : `${use.windowMs / 1_000} s`,
      countText(use.limit),
      html`<b>${countText(use.admittedMax)}</b>`,
      countText(use.bound),
      slackText(use),
      countText(use.rejected),
      `${loadSecondOf(findings, use.admittedMaxAtUs).toFixed(1)} s`,
      html`<span class="quiet small">${termsText(use)}</span>`,
    ])
  return section('limits', title, about, [
    table(
      'Counters, what they admitted at most in one window, and their bound',
      [
        { name: 'Counter' },
        { name: 'Key' },
        { name: 'Window', isNumber: true },
        { name: 'Limit', isNumber: true },
        { name: 'Admitted at most', isNumber: true },
        { name: 'Bound', isNumber: true },
        { name: 'Slack', isNumber: true },
        { name: 'Rejected', isNumber: true },
        { name: 'At', isNumber: true },
        { name: 'Terms of the bound' },
      ],
      rows,
    ),
    limits.length > rowsShown
      ? html`<p class="quiet">The ${rowsShown} nearest to their bound of ${countText(limits.length)}; all are in <code>summary.json</code>.</p>`
      : '',
  ])
}

function slackText({ bound, admittedMax }: LimitUse): Markup {
  const slack = bound - admittedMax
  const share = bound === 0 ? 0 : Math.round((slack / bound) * 100)
  return html`<span class="${slack < 0 ? 'is-fail' : ''}">${countText(slack)} (${share} %)</span>`
}

function termsText({ terms }: LimitUse): string {
  const { holders, groups, lagMs, lagCalls, crashes, crashCalls, coldRestarts, resets } = terms
  return (
    `N ${holders}, P ${groups}, lag ${lagMs} ms: ${lagCalls} calls, ` +
    `${crashes} crashes: ${crashCalls} calls, ${coldRestarts} cold restarts, ${resets} resets`
  )
}
