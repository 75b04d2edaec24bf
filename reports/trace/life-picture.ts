import { renderChart } from '../charts/render-chart.ts'
import { timeText } from '../format.ts'
import { html, type Markup, table, trusted } from '../render/markup.ts'
import { themed } from '../render/page-style.ts'
import { lifeSpecOf } from './life-chart.ts'
import type { RequestLife } from './life-of-request.ts'

/** The life of a request as a picture, with all of its steps as a table under it. */
export async function lifePicture(life: RequestLife): Promise<Markup> {
  const { request, steps } = life
  const name = `life-${request.requestId}`
  const svg = themed(await renderChart(name, lifeSpecOf(life)))
  const witnesses = new Set(steps.map(({ witness }) => witness))
  const label = `The life of request ${request.requestId}: ${steps.length} steps of ${witnesses.size} witnesses; ${lifeText(life)}`
  const opening = html`<svg role="img" aria-label="${label}"`
  const rows = steps.map(({ atUs, witness, what }, index) => [
    index + 1,
    `${((atUs - request.intendedAtUs) / 1_000).toFixed(3)} ms`,
    witness,
    what,
  ])
  const columns = [
    { name: 'Step', isNumber: true },
    { name: 'Since it was due', isNumber: true },
    { name: 'Witness' },
    { name: 'What' },
  ]
  return html`<p>${lifeText(life)}</p>
<div class="chart">${trusted(svg.replace('<svg', () => opening.markup))}</div>
<details><summary>${steps.length} steps</summary>${table(`Steps of request ${request.requestId}`, columns, rows)}</details>`
}

/** Where it went, and how it ended. */
export function lifeText({ request, explanation, loadStartUs }: RequestLife): string {
  const { operation, population, intendedAtUs, endedAtUs, phase, zone } = request
  const atS = ((intendedAtUs - loadStartUs) / 1e6).toFixed(3)
  const took =
    endedAtUs === undefined ? '' : ` after ${timeText((endedAtUs - intendedAtUs) / 1_000)}`
  const places = [phase && `phase ${phase}`, zone && `zone ${zone}`].filter(Boolean).join(', ')
  const why =
    explanation === undefined ? '' : ` Layer ${explanation.layer}, cause: ${explanation.cause}.`
  return (
    `${operation} by ${population}, due at second ${atS}${places === '' ? '' : ` (${places})`}: ` +
    `${request.outcome}${took}, ${request.attempts} attempt${request.attempts === 1 ? '' : 's'}, ` +
    `executed ${request.executions} times.${why}`
  )
}
