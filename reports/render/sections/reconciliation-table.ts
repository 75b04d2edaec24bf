import type { Findings } from '../../findings.ts'
import { countText } from '../../format.ts'
import type { Loss } from '../../reconcile/witnesses.ts'
import { html, type Markup, section, table } from '../markup.ts'
import { retriesTables } from './retries-table.ts'

/** The sum that must be exact, the split of the unknown, and where the witnesses differ. */
export function reconciliationSection(findings: Findings): Markup {
  const { broken } = findings.reconciliation
  const about =
    'Client, gateway and backend wrote down every request on their own. What they wrote must add ' +
    'up exactly, else the harness is wrong and the drill says nothing.'
  return section('reconciliation', 'Reconciliation', about, [
    sumOf(findings),
    broken.length === 0
      ? ''
      : html`<div class="is-fail"><ul>${broken.map((problem) => html`<li><b>${problem}</b></li>`)}</ul></div>`,
    html`<h3>Where the witnesses differ</h3>`,
    differencesOf(findings),
    retriesTables(findings),
  ])
}

function sumOf({ reconciliation: { sums } }: Findings): Markup {
  const terms = [
    ['ok', sums.ok, 'ok'],
    ['rejected', sums.rejected, 'rejected'],
    ['failed', sums.failed, 'failed'],
    ['unknown', sums.unknown, 'unknown'],
    ['not sent', sums.notSent, 'not-sent'],
  ] as const
  const verdict = sums.isExact ? 'exact' : 'does not add up'
  return html`<div class="sum"><div><b>${countText(sums.scheduled ?? sums.recorded)}</b><span>offered</span></div>
${terms.map(([name, count, key], index) => {
  const sign = index === 0 ? (sums.isExact ? '=' : '≠') : '+'
  return html`<div class="sign">${sign}</div><div class="key" style="--key:var(--chart-${key})"><b>${countText(count)}</b><span>${name}</span></div>`
})}
<div class="sign">${sums.isExact ? '✓' : '✕'} ${verdict}</div></div>`
}

function differencesOf({ reconciliation: { witnesses, sums } }: Findings): Markup {
  const { unknown, duplicates, phantoms, unwitnessed, strangers } = witnesses
  const rows: [string, number, string][] = [
    ['unknown: never arrived', unknown.neverArrived, 'no instance and no backend saw it'],
    ['unknown: rejected', unknown.rejected, 'the refusal was lost on its way'],
    [
      'unknown: executed, never acknowledged',
      unknown.executed,
      'a backend or the gateway did it; a retry would do it again',
    ],
    ['unknown: arrived, nothing executed', unknown.arrivedOnly, 'an instance had it, and no more'],
    [
      'executed twice',
      duplicates.requests,
      `${duplicates.byClient} by retries of the client, ${duplicates.byGateway} of the gateway`,
    ],
    [
      'phantoms',
      phantoms.ofKilled + phantoms.unexplained,
      `executed without a gateway record: ${lossText(phantoms)}`,
    ],
    [
      'lost telemetry',
      unwitnessed.ofKilled + unwitnessed.unexplained,
      `answered without a gateway record: ${lossText(unwitnessed)}`,
    ],
    ['strangers', strangers, 'executed, and no client knows of it'],
    ['retries', sums.attempts - sums.recorded, 'attempts beyond the first of a request'],
  ]
  return table(
    'Differences between the ledgers',
    [{ name: 'What' }, { name: 'Requests', isNumber: true }, { name: 'Meaning' }],
    rows.map(([what, count, meaning]) => [
      what,
      count === 0 ? html`<span class="quiet">0</span>` : html`<b>${countText(count)}</b>`,
      html`<span class="quiet">${meaning}</span>`,
    ]),
  )
}

function lossText({ ofKilled, unexplained }: Loss): string {
  return `${ofKilled} at killed instances, as expected; ${unexplained} unexplained`
}
