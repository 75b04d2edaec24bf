import type { Blame } from '../../attribution.ts'
import type { Findings } from '../../findings.ts'
import { countText } from '../../format.ts'
import { policyText, statusMakers, statusOriginsOf } from '../../status-makers.ts'
import { html, type Markup, table } from '../markup.ts'

/** Errors by layer, policy and cause, as numbers. */
export function failuresTable({ blames }: Findings): Markup {
  if (blames.length === 0) return html`<p>Every request was answered well.</p>`
  return html`${causesTable(blames)}
<h3>Gateway or backend</h3>
${statusesTable(blames)}`
}

/** Each status, by who made the answers that had it. */
function statusesTable(blames: readonly Blame[]): Markup {
  return table(
    'Answers by status and who made them',
    [
      { name: 'Status', isNumber: true },
      { name: 'Edge', isNumber: true },
      { name: 'Gateway', isNumber: true },
      { name: 'Backend leg', isNumber: true },
      { name: 'Backend', isNumber: true },
      { name: 'By which policy (scope) of the gateway' },
    ],
    statusOriginsOf(blames).map(({ status, made, policies }) => [
      status,
      ...statusMakers.map((maker) => countText(made[maker])),
      policies.map((one) => `${policyText(one)}: ${countText(one.count)}`).join(', ') || '–',
    ]),
  )
}

function causesTable(blames: readonly Blame[]): Markup {
  return table(
    'Requests that were not answered well, by layer and cause',
    [
      { name: 'Layer' },
      { name: 'Policy' },
      { name: 'Scope' },
      { name: 'Status', isNumber: true },
      { name: 'Outcome' },
      { name: 'Cause' },
      { name: 'Fault' },
      { name: 'How sure' },
      { name: 'Requests', isNumber: true },
    ],
    blames.map(({ layer, policy, scope, status, outcome, cause, fault, confidence, count }) => [
      layer,
      policy === '' ? '–' : policy,
      scope === '' ? '–' : scope,
      status === 0 ? 'no answer' : status,
      outcome,
      cause,
      fault ?? '–',
      confidence,
      countText(count),
    ]),
  )
}
