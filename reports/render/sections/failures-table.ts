import type { Findings } from '../../findings.ts'
import { countText } from '../../format.ts'
import { html, type Markup, table } from '../markup.ts'

/** Errors by layer, policy and cause, as numbers. */
export function failuresTable({ blames }: Findings): Markup {
  if (blames.length === 0) return html`<p>Every request was answered well.</p>`
  return table(
    'Requests that were not answered well, by layer and cause',
    [
      { name: 'Layer' },
      { name: 'Policy' },
      { name: 'Scope' },
      { name: 'Status', isNumber: true },
      { name: 'Outcome' },
      { name: 'Cause' },
      { name: 'Requests', isNumber: true },
    ],
    blames.map(({ layer, policy, scope, status, outcome, cause, count }) => [
      layer,
      policy === '' ? '–' : policy,
      scope === '' ? '–' : scope,
      status === 0 ? 'no answer' : status,
      outcome,
      cause,
      countText(count),
    ]),
  )
}
