import type { TopLevelSpec } from 'vega-lite'
import { renderChart } from '../charts/render-chart.ts'
import { bytesText, countText, timeText } from '../format.ts'
import { badge } from '../render/badge.ts'
import { html, type Markup, section, table, trusted } from '../render/markup.ts'
import { pageStyle, themed } from '../render/page-style.ts'
import type { CapacityDocument, MeasuredUnits } from './capacity-document.ts'
import { kneeSpecOf } from './knee-chart.ts'
import { lawSpecOf } from './law-chart.ts'
import { planSections } from './plan-sections.ts'
import { kneeText, rateText, unitsText } from './words.ts'

/** `capacity.json` as one HTML document that asks for nothing else; no scripts. */
export async function capacityPageOf(document: CapacityDocument): Promise<string> {
  const { scenario, slo, verdict, why, remarks, provenance, units } = document
  const knees: Markup[] = []
  for (const measured of units) knees.push(await kneeSection(measured))
  const word = verdict === 'pass' ? 'measured' : verdict
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>capacity: ${scenario} · gatedrill</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<header class="top"><div class="banner is-${verdict}">
<p class="kicker">gatedrill capacity · ${provenance.startedAt}</p>
<h1>${scenario} ${badge(verdict, '', word)}</h1>
<p class="why">${headlineOf(document)}</p>
<p class="about">With ${slo.join(' and ')}; ${why}.</p>
<ul>${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>
</div></header>
<main>
${unitsSection(document)}
${knees}
${await lawSection(document)}
${planSections(document)}
${provenanceSection(document)}
</main>
<footer>Made by gatedrill ${provenance.versions.gatedrill ?? ''} from capacity.json alone.</footer>
</body>
</html>
`
  return page.markup
}

function headlineOf({ units, plan }: CapacityDocument): string {
  const [first] = units
  if (first === undefined) return 'Nothing was measured.'
  const one = `${first.units === 1 ? 'One unit carries' : `${first.units} units carry`} ${kneeText(first)} requests/s.`
  if (plan === undefined) return one
  const [zone] = plan.options
    .filter(({ survives, unitsInAll }) => survives === 'one zone' && unitsInAll !== undefined)
    .toSorted((a, b) => (a.unitsInAll ?? 0) - (b.unitsInAll ?? 0))
  const after =
    zone?.unitsInAll === undefined
      ? ''
      : ` A peak of ${rateText(plan.peakPerS)}/s with one zone lost takes ${unitsText(zone.unitsInAll)}.`
  return `${one}${after}`
}

function unitsSection({ units }: CapacityDocument): Markup {
  const columns = [
    { name: 'Units', isNumber: true },
    { name: 'Carried, requests/s', isNumber: true },
    { name: '95 % interval', isNumber: true },
    { name: 'Gateway, mean / p99', isNumber: true },
    { name: 'Backend, mean / p99', isNumber: true },
    { name: 'Elsewhere, mean', isNumber: true },
    { name: 'Processors a unit', isNumber: true },
    { name: 'MB a unit', isNumber: true },
  ]
  const rows = units.map((measured) => {
    const { knee, atKnee } = measured
    const split = atKnee?.split
    return [
      measured.units,
      html`<b>${kneeText(measured)}</b>`,
      knee === undefined ? '–' : `${rateText(knee.lowPerS)} to ${rateText(knee.highPerS)}`,
      split === undefined
        ? '–'
        : `${timeText(split.gateway.meanMs)} / ${timeText(split.gateway.p99Ms)}`,
      split === undefined
        ? '–'
        : `${timeText(split.backend.meanMs)} / ${timeText(split.backend.p99Ms)}`,
      split === undefined ? '–' : timeText(split.elsewhereMeanMs),
      atKnee === undefined ? '–' : atKnee.processorsPerUnit.toFixed(2),
      atKnee === undefined ? '–' : countText(Math.round(atKnee.residentMbPerUnit)),
    ]
  })
  const about =
    'The knee is the greatest rate at which every objective holds and as much goes as comes. Times, ' +
    'processors and memory are those of the passed trial next to it; the gateway’s time has the wait for capacity in it.'
  return section('units', 'What units carry', about, table('What units carry', columns, rows))
}

async function kneeSection(measured: MeasuredUnits): Promise<Markup> {
  const { units, trials } = measured
  const name = `knee-${units}`
  const title = `The knee of ${unitsText(units)}`
  if (trials.length === 0) return section(name, title, '', html`<p>${measured.why}.</p>`)
  const limit = trials[0]?.objectives.find(({ unit }) => unit === 'ms')?.limit
  const about =
    'Every mark is a trial. The band is the interval of the knee, the dashed lines the limit of latency and ' +
    'a good answer for each request.'
  const chart = await chartOf(
    name,
    `${title}: ${kneeText(measured)} requests/s`,
    kneeSpecOf(measured, limit),
  )
  const columns = [
    { name: 'Offered, requests/s', isNumber: true },
    { name: 'Verdict' },
    { name: 'p99', isNumber: true },
    { name: 'Good/s', isNumber: true },
    { name: 'Rejected', isNumber: true },
    { name: 'Started late, p99', isNumber: true },
    { name: 'Processors', isNumber: true },
    { name: 'Why' },
  ]
  const rows = trials
    .toSorted((a, b) => a.ratePerS - b.ratePerS)
    .map((trial) => [
      rateText(trial.ratePerS),
      trial.verdict === 'unclear'
        ? badge('inconclusive', 'small', 'unclear')
        : badge(trial.verdict, 'small'),
      latencyText(trial.p99Ms),
      rateText(trial.goodputPerS),
      countText(trial.rejected),
      timeText(trial.latenessP99Ms),
      trial.processors.toFixed(2),
      html`<span class="quiet small">${trial.why}</span>`,
    ])
  const details = html`<details><summary>${trials.length} trials</summary>${table(`Trials of ${title}`, columns, rows)}</details>`
  return section(name, title, about, [chart, details])
}

function latencyText(latencyMs: number | 'never' | undefined): string {
  if (latencyMs === undefined) return '–'
  return latencyMs === 'never' ? 'no good answer' : timeText(latencyMs)
}

async function lawSection(document: CapacityDocument): Promise<Markup> {
  const { law, lawDoubt } = document
  const spec = lawSpecOf(document)
  const about =
    'Points with their intervals; the solid line is the Universal Scalability Law fitted to them, the dashed one ' +
    'what so many times the first would be.'
  const said =
    law === undefined
      ? html`<p>No law: ${lawDoubt}.</p>`
      : html`<p>One unit alone ${rateText(law.gammaPerS)}/s, contention ${law.alpha.toFixed(4)}, coherency ${law.beta.toFixed(5)}, ${
          law.peakUnits === undefined ? 'no peak' : `peak at ${law.peakUnits.toFixed(1)} units`
        }; ${(law.residualShare * 100).toFixed(1)} % left unexplained.${lawDoubt === undefined ? '' : ` Not built upon: ${lawDoubt}.`}</p>`
  const chart = spec === undefined ? html`` : await chartOf('law', 'Scalability', spec)
  return section('scalability', 'Scalability', about, [chart, said])
}

async function chartOf(name: string, label: string, spec: TopLevelSpec): Promise<Markup> {
  const svg = themed(await renderChart(name, spec))
  const opening = html`<svg role="img" aria-label="${label}"`
  return html`<div class="chart">${trusted(svg.replace('<svg', () => opening.markup))}</div>`
}

function provenanceSection({ provenance }: CapacityDocument): Markup {
  const { command, seed, versions, host } = provenance
  const rows = [
    ['Repeat with', html`<code>${command}</code>`],
    ['Seed', seed],
    [
      'Versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['Machine', `${host.cores} cores, ${bytesText(host.memoryBytes)}, ${host.system}`],
  ] as const
  const list = html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
  return section('provenance', 'Provenance', '', list)
}
