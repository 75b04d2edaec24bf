import { type Findings, loadSecondOf } from '../../findings.ts'
import { countText, timeText } from '../../format.ts'
import { type Hit, hitFates, relationsToFault } from '../../reconcile/in-flight.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** More rows would make the page long and tell nothing new; all of them are in the files. */
const rowsShown = 40

const fateNames: Readonly<Record<Hit['fate'], string>> = {
  answered: 'answered',
  rejected: 'rejected',
  failed: 'failed',
  'executed-unacknowledged': 'executed, never acknowledged',
  'arrived-only': 'arrived, nothing executed',
  'never-arrived': 'never arrived',
}

const relationNames: Readonly<Record<Hit['relation'], string>> = {
  'at-t0': 'in flight at t0',
  'before-detection': 'sent before detection',
  'after-detection': 'sent after detection, over a pinned connection',
}

/** Every request that was on its way to an instance that a fault harmed, and what became of it. */
export function inFlightSection(findings: Findings): Markup {
  const { inFlight } = findings.reconciliation
  const about =
    't0 is the first proven effect of the fault. Which instance a request went to, the edge tells ' +
    'from its connection, so a dead instance need not have written anything.'
  const title = 'Requests in flight in the harmed instances'
  if (inFlight.length === 0) {
    return section('in-flight', title, about, html`<p>There were none.</p>`)
  }
  const shown = inFlight.slice(0, rowsShown)
  return section('in-flight', title, about, [
    fateMatrix(inFlight),
    html`<details><summary>One by one: the first ${shown.length} of ${countText(inFlight.length)}; all are in <code>in-flight.json</code></summary>
${hitTable(findings, shown)}</details>`,
  ])
}

function fateMatrix(hits: readonly Hit[]): Markup {
  const fates = hitFates.filter((fate) => hits.some((hit) => hit.fate === fate))
  const relations = relationsToFault.filter((relation) =>
    hits.some((hit) => hit.relation === relation),
  )
  const count = (relation: Hit['relation'], fate: Hit['fate'] | undefined) =>
    hits.filter((hit) => hit.relation === relation && (fate === undefined || hit.fate === fate))
      .length
  return table(
    'Requests in flight by when they were sent and what became of them',
    [
      { name: 'Sent' },
      ...fates.map((fate) => ({ name: fateNames[fate], isNumber: true })),
      { name: 'all', isNumber: true },
    ],
    relations.map((relation) => [
      relationNames[relation],
      ...fates.map((fate) => countText(count(relation, fate))),
      html`<b>${countText(count(relation, undefined))}</b>`,
    ]),
  )
}

function hitTable(findings: Findings, hits: readonly Hit[]): Markup {
  return table(
    'Requests in flight, in the order of their dispatch',
    [
      { name: 'Request', isNumber: true },
      { name: 'Operation' },
      { name: 'Instance' },
      { name: 'Dispatched', isNumber: true },
      { name: 'Sent' },
      { name: 'What became of it' },
      { name: 'Ended after', isNumber: true },
    ],
    hits.map((hit) => [
      hit.attempt === 1 ? hit.requestId : `${hit.requestId} (attempt ${hit.attempt})`,
      hit.operation,
      html`<span class="nowrap">${hit.instance}</span>`,
      `${loadSecondOf(findings, hit.dispatchedAtUs).toFixed(3)} s`,
      relationNames[hit.relation],
      hit.failure === 'none' ? fateNames[hit.fate] : `${fateNames[hit.fate]} (${hit.failure})`,
      timeText((hit.endedAtUs - hit.dispatchedAtUs) / 1_000),
    ]),
  )
}
