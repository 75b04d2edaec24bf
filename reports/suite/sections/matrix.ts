import { countText } from '../../format.ts'
import { html, type Markup, section, table } from '../../render/markup.ts'
import type { RunOutcome, SuiteDocument, SuiteDrill, SuiteRun } from '../suite-document.ts'
import { recoveryText, shareText } from '../words.ts'
import { resultMark, verdictText } from './result-mark.ts'

/** A row a claim: what was expected, what came, and what users saw of it. */
export function matrixSection({ drills, runs, selection }: SuiteDocument): Markup {
  const { hasTwins, seeds } = selection
  const about =
    'Green: the verdict that the claim expects, which may be fail. The verdict leads to the report of its run. ' +
    'Served: good answers among the requests that no limit rejected. Hurt for: until users were served as before. ' +
    `Small numbers are ${seeds.length === 1 ? "the twin's" : 'of the other runs'}.`
  const columns = [
    { name: 'Claim' },
    { name: 'Drill' },
    ...(hasTwins ? [{ name: 'Twin' }] : []),
    { name: 'Served', isNumber: true },
    { name: 'During the fault', isNumber: true },
    { name: 'Hurt for', isNumber: true },
    { name: 'Requests lost', isNumber: true },
  ]
  const rows = drills.map((drill) => {
    const own = runs.filter((run) => run.drill === drill.name)
    return [
      claimCell(drill),
      runsCell(own.filter(({ isTwin }) => !isTwin)),
      ...(hasTwins ? [runsCell(own.filter(({ isTwin }) => isTwin))] : []),
      ...measuresOf(own),
    ]
  })
  return section(
    'matrix',
    'Claims and verdicts',
    about,
    table('Claims and verdicts', columns, rows),
  )
}

function claimCell({ name, claim, description }: SuiteDrill): Markup {
  return html`<a href="#claim-${name}"><b>${name}</b></a><br><span class="small">${claim?.says ?? description}</span>`
}

function runsCell(runs: readonly SuiteRun[]): Markup {
  if (runs.length === 0) return html`<span class="quiet">none</span>`
  return html`${runs.map((run, index) => html`${index === 0 ? '' : html`<br>`}<span class="nowrap">${resultMark(run)}</span><br><span class="nowrap">${verdictText(run)}</span>`)}`
}

type Seen = NonNullable<RunOutcome['seen']>

function measuresOf(runs: readonly SuiteRun[]): Markup[] {
  const ordered = runs.toSorted((a, b) => Number(a.isTwin) - Number(b.isTwin))
  const cellOf = (textOf: (seen: Seen) => string) => {
    const [first = '–', ...others] = ordered.map(({ outcome }) =>
      outcome?.seen === undefined ? '–' : textOf(outcome.seen),
    )
    return html`<b>${first}</b>${others.map((text) => html`<br><span class="quiet small">${text}</span>`)}`
  }
  return [
    cellOf(({ served }) => shareText(served)),
    cellOf(({ servedDuring }) => shareText(servedDuring)),
    cellOf(({ recoveryMs }) => recoveryText(recoveryMs)),
    cellOf(({ lost }) => countText(lost)),
  ]
}
