import type { Findings } from '../../findings.ts'
import { countText, timeText } from '../../format.ts'
import { html, type Markup, table } from '../markup.ts'

/** How clients tried again: each attempt by its number, and what retries added in each phase. */
export function retriesTables({ retries }: Findings): Markup {
  if (retries === undefined) return html``
  const counts = ['Attempts', 'ok', 'rejected', 'failed', 'unknown', 'not sent', 'p50', 'p99']
  return html`<h3>Retries</h3>
<p class="about">Everything else here is about requests, from their own time to the end of their last attempt. An attempt's latency counts from when it was due.</p>
${table(
  'Attempts by their number',
  [{ name: 'Attempt', isNumber: true }, ...counts.map((name) => ({ name, isNumber: true }))],
  retries.attempts.map((row) => [
    row.attempt,
    ...[row.count, row.ok, row.rejected, row.failed, row.unknown, row.notSent].map(countText),
    ...[row.p50Ms, row.p99Ms].map(latencyText),
  ]),
)}
${table(
  'Amplification: attempts for each request',
  ['Phase', 'Requests', 'Attempts', 'Amplification'].map((name, index) => ({
    name,
    isNumber: index > 0,
  })),
  retries.phases.map(({ phase, requests, attempts }) => [
    phase,
    countText(requests),
    countText(attempts),
    html`<b>${(attempts / requests).toFixed(3)}</b>`,
  ]),
)}`
}

function latencyText(ms: number | undefined): string {
  if (ms === undefined) return '–'
  return Number.isFinite(ms) ? timeText(ms) : 'no good answer'
}
