import { type Findings, loadSecondOf } from '../../findings.ts'
import { secondText, timeText } from '../../format.ts'
import type { FaultTimes } from '../../phases.ts'
import type { RegionTurn } from '../../region-turns.ts'
import { html, type Markup, table } from '../markup.ts'

/** Detection, failover and failback of regions, step by step. */
export function regionTurnsTable(findings: Findings): Markup {
  const { regionTurns, faults } = findings
  if (regionTurns.length === 0) return html`<p>No region went out, and none came back.</p>`
  return table(
    'When the router and its clients turned',
    [{ name: 'At', isNumber: true }, { name: 'What' }, { name: '' }],
    regionTurns.map((turn) => [
      secondText(loadSecondOf(findings, turn.atUs)),
      textOf(turn),
      html`<span class="quiet">${sinceFault(turn, faults)}</span>`,
    ]),
  )
}

function textOf({ kind, region = 'no region', population = 'clients' }: RegionTurn): string {
  switch (kind) {
    case 'region-out':
      return `the router takes ${region} out`
    case 'region-in':
      return `the router lets ${region} in`
    case 'gateway-disabled':
      return `the gateway of ${region} is disabled`
    case 'gateway-enabled':
      return `the gateway of ${region} is enabled`
    case 'dns-changed':
      return `${population}: the name resolves to ${region}`
  }
}

/** Since the last step of a fault that a router could have noticed. */
function sinceFault({ atUs }: RegionTurn, faults: readonly FaultTimes[]): string {
  const steps = faults.flatMap(({ id, provenAtUs, undoingAtUs, healedAtUs }) => [
    { atUs: provenAtUs, what: `${id} was proven` },
    { atUs: undoingAtUs, what: `${id} began to be undone` },
    { atUs: healedAtUs, what: `${id} had healed` },
  ])
  let last: { readonly atUs: number; readonly what: string } | undefined
  for (const { atUs: stepUs, what } of steps) {
    if (stepUs === undefined || stepUs > atUs) continue
    if (last === undefined || stepUs >= last.atUs) last = { atUs: stepUs, what }
  }
  return last === undefined ? '' : `${timeText((atUs - last.atUs) / 1_000)} after ${last.what}`
}
