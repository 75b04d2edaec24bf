import type { JudgementVerdict } from '../objectives/objective.ts'
import type { Verdict } from '../verdict.ts'
import { html, type Markup } from './markup.ts'

type Shown = Verdict['verdict'] | JudgementVerdict

const signs: Readonly<Record<Shown, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✕',
  inconclusive: '?',
  'not-claimed': '–',
  aborted: '■',
}

/** A verdict as sign, word and colour: none of the three alone carries it. `word` says it otherwise. */
export function badge(verdict: Shown, size: '' | 'small' = '', word: string = verdict): Markup {
  return html`<span class="badge ${size} is-${verdict}"><span aria-hidden="true">${signs[verdict]}</span>${word}</span>`
}
