import { type Findings, loadSecondOf } from '../../findings.ts'
import { secondText, timeText } from '../../format.ts'
import type { FaultTimes } from '../../phases.ts'
import { badge } from '../badge.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** Faults as planned, resolved, proven and undone. */
export function faultsSection(findings: Findings): Markup {
  const { faults } = findings
  const about =
    'Instants are seconds of the load. A fault counts from its proof: the first moment at which a ' +
    'probe of every target saw the effect.'
  const title = 'Faults: planned, resolved, proven, undone'
  if (faults.length === 0) {
    return section('faults', title, about, html`<p>The scenario has no fault.</p>`)
  }
  return section(
    'faults',
    title,
    about,
    faults.map((fault) => faultOf(fault, findings)),
  )
}

function faultOf(fault: FaultTimes, findings: Findings): Markup {
  const recovery = findings.recoveries.find((one) => one.fault === fault.id)
  const at = (atUs: number | undefined) =>
    secondText(atUs === undefined ? undefined : loadSecondOf(findings, atUs))
  const rows: [string, string, string][] = [
    ['planned', at(fault.plannedAtUs), paramsText(fault)],
    ['command (t0)', at(fault.applyingAtUs), `on ${fault.targets.join(', ')}`],
    [
      'proven (t0)',
      at(fault.provenAtUs),
      sinceText(fault.applyingAtUs, fault.provenAtUs, 'the command'),
    ],
    ['applied', at(fault.appliedAtUs), 'every step of the harm was done'],
    [
      'detected',
      at(fault.detectedAtUs),
      sinceText(fault.provenAtUs, fault.detectedAtUs, 'the proof'),
    ],
    [
      'all targets out',
      at(fault.allOutAtUs),
      sinceText(fault.provenAtUs, fault.allOutAtUs, 'the proof'),
    ],
    ['recovered', recoveredAt(fault, recovery?.recoveryMs, at), recoveryText(recovery)],
    ['undoing', at(fault.undoingAtUs), `by ${fault.undoneBy}`],
    ['undone', at(fault.undoneAtUs), sinceText(fault.undoingAtUs, fault.undoneAtUs, 'the undoing')],
    [
      'all targets back',
      at(fault.backAtUs),
      sinceText(fault.undoingAtUs, fault.backAtUs, 'the undoing'),
    ],
    ['healed', at(fault.healedAtUs), sinceText(fault.undoingAtUs, fault.healedAtUs, 'the undoing')],
  ]
  const isProven = fault.provenAtUs !== undefined
  return html`<h3><code>${fault.id}</code> ${isProven ? '' : badge('inconclusive', 'small')} ${isProven ? '' : 'not proven'}</h3>
${table(
  `What ${fault.id} did when`,
  [{ name: 'Step' }, { name: 'At', isNumber: true }, { name: '' }],
  rows.map(([step, instant, note]) => [step, instant, html`<span class="quiet">${note}</span>`]),
)}`
}

function paramsText({ kind, params }: FaultTimes): string {
  const texts = Object.entries(params).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return [kind, ...texts].join(', ')
}

function sinceText(fromUs: number | undefined, toUs: number | undefined, what: string): string {
  if (fromUs === undefined || toUs === undefined) return ''
  const sinceMs = (toUs - fromUs) / 1_000
  return sinceMs < 0 ? `${timeText(-sinceMs)} before ${what}` : `${timeText(sinceMs)} after ${what}`
}

type Recovery = Findings['recoveries'][number]

function recoveredAt(
  { provenAtUs }: FaultTimes,
  recoveryMs: number | undefined,
  at: (atUs: number | undefined) => string,
): string {
  if (provenAtUs === undefined || recoveryMs === undefined) return '–'
  return Number.isFinite(recoveryMs) ? at(provenAtUs + recoveryMs * 1_000) : 'never'
}

function recoveryText(recovery: Recovery | undefined): string {
  if (recovery === undefined) return ''
  const { recoveryMs, outageMs, badBuckets, buckets, bucketMs } = recovery
  const slices = `${badBuckets} of ${buckets} slices of ${bucketMs} ms were bad`
  return Number.isFinite(recoveryMs)
    ? `${timeText(recoveryMs)} after the proof; ${slices}`
    : `not in the ${timeText(outageMs)} that the fault lasted; ${slices}`
}
