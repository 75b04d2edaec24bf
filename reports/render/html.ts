import type { Chart } from '../charts/define-chart.ts'
import { charts } from '../charts/registry.ts'
import { renderChart } from '../charts/render-chart.ts'
import type { TimeTables } from '../charts/time-table.ts'
import type { Findings } from '../findings.ts'
import { worstMomentOf } from '../worst-moment.ts'
import { html, type Markup, section, trusted } from './markup.ts'
import { pageOf } from './page.ts'
import { pageScript } from './page-script.ts'
import { themed } from './page-style.ts'
import { checksSection } from './sections/checks-table.ts'
import { configurationLossSection } from './sections/configuration-loss-table.ts'
import { failuresTable } from './sections/failures-table.ts'
import { faultsSection } from './sections/faults-table.ts'
import { harnessSection, provenanceSection } from './sections/harness.ts'
import { inFlightSection } from './sections/in-flight-table.ts'
import { isByK6, k6Section } from './sections/k6-section.ts'
import { limitsSection } from './sections/limits-table.ts'
import { livesSection } from './sections/lives.ts'
import { loadTimesSection } from './sections/load-times.ts'
import { objectivesTable } from './sections/objectives-table.ts'
import { overview } from './sections/overview.ts'
import { reconciliationSection } from './sections/reconciliation-table.ts'
import { regionTurnsTable } from './sections/region-turns-table.ts'
import { restoresSection } from './sections/restores-table.ts'
import { steadySection } from './sections/steady-state.ts'
import { topologySection } from './sections/topology.ts'

/** What stands under a chart, by the chart's name. */
const under: Readonly<Record<string, (findings: Findings) => Markup>> = {
  'failure-layers': failuresTable,
  'region-share': regionTurnsTable,
}

const links = [
  ['objectives', 'Objectives'],
  ['checks', 'Invariants'],
  ['timeline', 'Timeline'],
  ['topology', 'World'],
  ['region-share', 'Regions'],
  ['zone-share', 'Zones'],
  ['failure-layers', 'Errors'],
  ['latency-spectrum', 'Latency'],
  ['instances', 'Instances'],
  ['holders', 'Counters'],
  ['cache-hits', 'Cache'],
  ['revision-spread', 'Revisions'],
  ['processors', 'Processors'],
  ['lives', 'Lives'],
  ['in-flight', 'In flight'],
  ['reconciliation', 'Reconciliation'],
  ['limits', 'Limits'],
  ['faults', 'Faults'],
  ['steady-state', 'Steady state'],
  ['k6', 'k6'],
  ['harness', 'Harness'],
  ['provenance', 'Provenance'],
] as const

/**
 * The report as one HTML document that asks for nothing else: readable without scripts, in light
 * and dark, on paper and by screen readers.
 */
export async function htmlOf(findings: Findings): Promise<string> {
  const { manifest, verdict } = findings
  const drawn: Markup[] = []
  const shown = charts.filter((chart) => chart.isShown?.(findings) !== false)
  const hidden = new Set(charts.filter((chart) => !shown.includes(chart)).map(({ name }) => name))
  for (const chart of shown) drawn.push(await chartSection(chart, findings))
  const script = await pageScript({
    ...timeTablesOf(findings, shown),
    topology: { ...findings.topology, moments: [] },
  })
  return pageOf({
    script,
    title: `${verdict.verdict}: ${manifest.scenarioName}`,
    skipTo: { id: 'objectives', text: 'To the objectives' },
    header: overview(findings),
    links: links.filter(
      ([id]) =>
        !hidden.has(id) &&
        (id !== 'k6' || isByK6(findings)) &&
        (id !== 'lives' || findings.lives.length > 0),
    ),
    main: html`${objectivesTable(findings)}
${checksSection(findings)}
${configurationLossSection(findings)}
${restoresSection(findings)}
${drawn.slice(0, 1)}
${topologySection(findings)}
${drawn.slice(1)}
${await livesSection(findings)}
${inFlightSection(findings)}
${reconciliationSection(findings)}
${limitsSection(findings)}
${faultsSection(findings)}
${steadySection(findings)}
${loadTimesSection(findings)}
${k6Section(findings)}
${harnessSection(findings)}
${provenanceSection(findings)}`,
    footer: html`Made by gatedrill ${manifest.versions.gatedrill ?? ''} from the run folder alone: <code>gatedrill report</code> makes it again.`,
  })
}

/** The values of all charts over time; the moment that is shown first is the worst one. */
function timeTablesOf(findings: Findings, shown: readonly Chart[]): TimeTables {
  const { manifest } = findings
  const told = shown.flatMap((chart) => {
    return chart.table === undefined ? [] : [[chart.name, chart.table(findings)] as const]
  })
  return {
    lengthS: (manifest.loadEndUs - manifest.loadStartUs) / 1e6,
    momentS: worstMomentOf(findings),
    tables: Object.fromEntries(told),
  }
}

/** What lets readers with a keyboard point at moments of a chart. */
function pointable({ name, title }: Chart): Markup {
  return html` data-table="${name}" tabindex="0" role="group" aria-label="${title}: arrow keys move the moment, plus and minus zoom, Escape shows all"`
}

async function chartSection(chart: Chart, findings: Findings): Promise<Markup> {
  const spec = chart.spec(findings)
  const rest = under[chart.name]?.(findings) ?? html``
  if (spec === undefined) {
    return section(chart.name, chart.title, chart.about, [
      html`<p>There is nothing to draw.</p>`,
      rest,
    ])
  }
  const svg = themed(await renderChart(chart.name, spec))
  const label = html`<svg role="img" aria-label="${chart.title}: ${chart.describe(findings)}"`
  const drawing = trusted(svg.replace('<svg', () => label.markup))
  return section(chart.name, chart.title, chart.about, [
    html`<div class="chart"${chart.table === undefined ? '' : pointable(chart)}>${drawing}</div>`,
    rest,
  ])
}
