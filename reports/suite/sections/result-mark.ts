import { badge } from '../../render/badge.ts'
import { html, type Markup } from '../../render/markup.ts'
import type { RunResult, SuiteRun } from '../suite-document.ts'

const states = {
  'as-expected': 'pass',
  otherwise: 'fail',
  undecided: 'inconclusive',
} as const

const words: Readonly<Record<RunResult, string>> = {
  'as-expected': 'as expected',
  otherwise: 'otherwise',
  undecided: 'undecided',
}

/** Whether a run came as expected: what is right is green, also where the right verdict is fail. */
export function resultMark({ outcome }: Pick<SuiteRun, 'outcome'>): Markup {
  if (outcome === undefined) return badge('aborted', 'small', 'not run')
  return badge(states[outcome.result], 'small', words[outcome.result])
}

/** What was seen against what is expected, with the run's report behind it. */
export function verdictText({ outcome, expected }: SuiteRun): Markup {
  if (outcome === undefined) return html`<span class="quiet small">expected ${expected}</span>`
  const { verdict, report } = outcome
  const seen =
    report === undefined ? html`<b>${verdict}</b>` : html`<a href="${report}">${verdict}</a>`
  return html`${seen} <span class="quiet small">expected ${expected}</span>`
}
