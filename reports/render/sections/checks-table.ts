import type { CheckVerdict, JudgedCheck } from '../../checks/judge-checks.ts'
import { type Findings, loadSecondOf } from '../../findings.ts'
import { countText, valueText } from '../../format.ts'
import { badge } from '../badge.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** How a check is shown: one that is not claimed is as open as an objective without data. */
const shownAs = { holds: 'pass', broken: 'fail', 'not-claimed': 'aborted' } as const

const wordOf: Readonly<Record<CheckVerdict, string>> = {
  holds: 'holds',
  broken: 'broken',
  'not-claimed': 'not claimed',
}

/** Every invariant with its bound, the worst that was seen, and what broke it first. */
export function checksSection(findings: Findings): Markup {
  const { checks } = findings
  const about =
    'What must hold whatever the scenario asks for. A check whose precondition did not hold is ' +
    'not claimed: it tested nothing, and passed nothing.'
  if (checks.length === 0) {
    return section('checks', 'Invariants', about, html`<p>The scenario leaves out every check.</p>`)
  }
  const columns = [
    { name: 'Verdict' },
    { name: 'Check' },
    { name: 'Worst seen', isNumber: true },
    { name: 'Bound', isNumber: true },
    { name: 'Samples', isNumber: true },
    { name: 'From what' },
  ]
  const rowOf = (check: JudgedCheck) => [
    badge(shownAs[check.verdict], 'small', wordOf[check.verdict]),
    html`<code class="nowrap">${check.name}</code><br><span class="small">${check.claim}</span>`,
    marginOf(check, 'observed'),
    marginOf(check, 'bound'),
    check.verdict === 'not-claimed' ? '–' : countText(check.samples),
    html`<span class="quiet small">${check.why}${firstOf(findings, check)}</span>`,
  ]
  // What was broken comes first, and what tested nothing keeps nobody from the pictures.
  const isIdle = ({ verdict, isRequired }: JudgedCheck) => verdict === 'not-claimed' && !isRequired
  const told = checks
    .filter((check) => !isIdle(check))
    .toSorted((a, b) => Number(b.verdict === 'broken') - Number(a.verdict === 'broken'))
  const idle = checks.filter(isIdle)
  return section('checks', 'Invariants', about, [
    told.length === 0
      ? html`<p>No check was claimed.</p>`
      : table('Invariants, the worst that was seen, and what they allow', columns, told.map(rowOf)),
    idle.length === 0
      ? ''
      : html`<details><summary>${idle.length} not claimed</summary>${table('Invariants that were not claimed', columns, idle.map(rowOf))}</details>`,
    html`<details><summary>Bounds and sources</summary><dl>${checks.map(
      ({ name, bound, source }) =>
        html`<dt><code>${name}</code></dt><dd>${bound}<br><span class="quiet">${source}</span></dd>`,
    )}</dl></details>`,
  ])
}

function marginOf(check: JudgedCheck, which: 'observed' | 'bound'): string {
  if (check.verdict === 'not-claimed' || check.margin === undefined) return '–'
  return valueText(check.margin[which], check.margin.unit)
}

function firstOf(findings: Findings, check: JudgedCheck): Markup {
  if (check.verdict !== 'broken') return html``
  return html`<br><b>First: ${firstText(findings, check.first)}</b>`
}

/** `request 12 at 3.25 s: call 11 of a window that may hold 10`. */
export function firstText(
  findings: Pick<Findings, 'manifest'>,
  { requestId, atUs, what }: Extract<JudgedCheck, { verdict: 'broken' }>['first'],
): string {
  const place = [
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ...(atUs === undefined ? [] : [`at ${loadSecondOf(findings, atUs).toFixed(2)} s`]),
  ].join(' ')
  return place === '' ? what : `${place}: ${what}`
}
