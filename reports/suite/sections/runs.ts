import { bytesText } from '../../format.ts'
import { html, type Markup, section, table } from '../../render/markup.ts'
import { runNameOf } from '../judge-suite.ts'
import type { SuiteDocument, SuiteRun } from '../suite-document.ts'
import { resultMark } from './result-mark.ts'

/** Every run with its folder. */
export function runsSection({ runs }: SuiteDocument): Markup {
  const columns = [
    { name: 'Result' },
    { name: 'Run' },
    { name: 'Seed', isNumber: true },
    { name: 'Verdict' },
    { name: 'Did not hold' },
    { name: 'Took', isNumber: true },
  ]
  const rows = runs.map((run) => [
    resultMark(run),
    nameOf(run),
    run.seed,
    run.outcome?.verdict ?? '–',
    html`${(run.outcome?.broken ?? []).map((one, index) => html`${index === 0 ? '' : html`<br>`}<code>${one}</code>`)}`,
    run.outcome === undefined ? '–' : `${run.outcome.tookS.toFixed(0)} s`,
  ])
  return section('runs', 'Runs', 'In the order in which they ran.', table('Runs', columns, rows))
}

function nameOf(run: SuiteRun): Markup {
  const report = run.outcome?.report
  const name = runNameOf(run)
  return report === undefined ? html`${name}` : html`<a href="${report}">${name}</a>`
}

/** What repeats the suite, and where it ran. */
export function provenanceSection(document: SuiteDocument): Markup {
  const { command, host, versions, startedAt } = document
  const { cores, memoryBytes, system } = host
  const texts = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return section(
    'provenance',
    'Provenance',
    '',
    html`<dl><dt>Repeat with</dt><dd><code>${command}</code></dd>
<dt>Started</dt><dd>${startedAt}</dd>
<dt>Machine</dt><dd>${cores} processors, ${bytesText(memoryBytes)}, ${system}</dd>
<dt>Versions</dt><dd>${texts.join(', ')}</dd></dl>`,
  )
}
