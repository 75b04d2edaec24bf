import { renderChart } from '../charts/render-chart.ts'
import { html, type Markup, section, table, trusted } from '../render/markup.ts'
import { pageOf } from '../render/page.ts'
import { themed } from '../render/page-style.ts'
import type { ComparedMeasure } from './compare.ts'
import type { Comparison } from './comparison.ts'
import { forestPlot } from './forest-plot.ts'
import { comparedTexts } from './texts.ts'

const states = {
  better: 'pass',
  same: 'pass',
  worse: 'fail',
  unclear: 'inconclusive',
  erratic: 'inconclusive',
} as const
const signs = { better: '▲', same: '=', worse: '▼', unclear: '?', erratic: '~' } as const

/** A comparison as one HTML document. */
export async function comparisonPage(comparison: Comparison): Promise<string> {
  const { scenario, verdict, why, a, b, rows } = comparison
  return pageOf({
    title: `${verdict}: ${scenario}`,
    skipTo: { id: 'measures', text: 'To the measures' },
    header: html`<div class="banner is-${states[verdict]}">
<p class="kicker">gatedrill compare · ${a.length} run${a.length === 1 ? '' : 's'} (A) against ${b.length} (B)</p>
<h1>${mark(verdict)} <span>${scenario}</span></h1>
<p class="why">${why}</p>
</div>`,
    links: [
      ['forest', 'Differences'],
      ['measures', 'Measures'],
      ['runs', 'Runs'],
    ],
    main: html`${await forestSection(rows)}
${measuresSection(rows)}
${runsSection(comparison)}`,
    footer: html`Made by gatedrill from the run folders alone: <code>gatedrill compare</code> makes it again.`,
  })
}

function mark(verdict: ComparedMeasure['verdict']): Markup {
  return html`<span class="badge small is-${states[verdict]}"><span aria-hidden="true">${signs[verdict]}</span>${verdict}</span>`
}

async function forestSection(rows: readonly ComparedMeasure[]): Promise<Markup> {
  const about =
    'Each measure by how much B is better than A. A bar that crosses the dashed line may be no difference at all.'
  const spec = forestPlot(rows)
  if (spec === undefined) {
    return section('forest', 'Differences', about, html`<p>There is nothing to draw.</p>`)
  }
  const label = rows.map(({ measure, verdict }) => `${measure.name} ${verdict}`).join(', ')
  const named = html`<svg role="img" aria-label="Differences of B to A: ${label}"`
  const svg = themed(await renderChart('forest', spec)).replace('<svg', () => named.markup)
  return section('forest', 'Differences', about, html`<div class="chart">${trusted(svg)}</div>`)
}

function measuresSection(rows: readonly ComparedMeasure[]): Markup {
  const columns = [
    { name: 'Verdict' },
    { name: 'Measure' },
    { name: 'A', isNumber: true },
    { name: 'B', isNumber: true },
    { name: 'Difference', isNumber: true },
    { name: 'Effect', isNumber: true },
    { name: 'Why' },
  ]
  const cells = rows.map((row) => {
    const texts = comparedTexts(row)
    return [
      mark(row.verdict),
      row.measure.name,
      texts.a,
      texts.b,
      html`<b>${texts.difference}</b><br><span class="quiet small">${texts.interval}</span>`,
      texts.effect,
      html`<span class="quiet small">${row.why}</span>`,
    ]
  })
  const about =
    'Medians of the runs. Under a difference stands its 95 % interval: of one run each by drawing blocks of three seconds, ' +
    'of several by drawing runs. Effect: Cliff’s delta and the p of Mann and Whitney. A difference counts when it is both sure and large enough to matter.'
  return section('measures', 'Measures', about, table('Measures of A and B', columns, cells))
}

function runsSection({ a, b }: Comparison): Markup {
  const rowsOf = (group: string, runs: Comparison['a']) =>
    runs.map(({ folder, manifest, summary }) => [
      group,
      html`<code>${folder}</code>`,
      manifest.seed,
      summary.verdict,
      manifest.startedAt.slice(0, 19).replace('T', ' '),
      manifest.revision.source,
    ])
  const columns = [
    { name: 'Group' },
    { name: 'Run' },
    { name: 'Seed', isNumber: true },
    { name: 'Verdict' },
    { name: 'Started (UTC)' },
    { name: 'Configuration' },
  ]
  return section(
    'runs',
    'Runs',
    'What was compared.',
    table('Runs of both groups', columns, [...rowsOf('A', a), ...rowsOf('B', b)]),
  )
}
