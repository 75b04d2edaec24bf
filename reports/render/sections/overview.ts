import { slaText } from '../../composed-sla.ts'
import { latenciesOf } from '../../evidence.ts'
import type { Findings } from '../../findings.ts'
import { countText, percentText, timeText } from '../../format.ts'
import { isUp, loadSlicesOf } from '../../objectives/load-slices.ts'
import { quantileOf, samplesNeededFor } from '../../objectives/statistics.ts'
import { type Phase, phases } from '../../phases.ts'
import { servedShareOf } from '../../served-share.ts'
import { html, type Markup } from '../markup.ts'
import { banner } from './banner.ts'

/** The first screen: did we pass, why not, what did users see, how long, what was lost. */
export function overview(findings: Findings): Markup {
  return html`${banner(findings)}
<div class="tiles">
${seenTile(findings)}
${latencyTile(findings)}
${durationTile(findings)}
${lossTile(findings)}
</div>`
}

function tile(title: string, big: string, lines: readonly (Markup | string)[]): Markup {
  return html`<div class="tile"><h2>${title}</h2><p class="big">${big}</p>${lines.map(
    (line) => html`<p>${line}</p>`,
  )}</div>`
}

function goodShareText(findings: Findings, phase: Phase | undefined): string {
  const share = servedShareOf(findings.evidence, phase)
  return share === undefined ? '–' : percentText(share * 100)
}

function seenTile(findings: Findings): Markup {
  const { loadSeconds, sla } = findings
  const worst = loadSeconds.reduce<(typeof loadSeconds)[number] | undefined>((found, row) => {
    return found === undefined || badOf(row) > badOf(found) ? row : found
  }, undefined)
  const isAllGood = worst === undefined || badOf(worst) === 0
  const hasFault = servedShareOf(findings.evidence, 'during') !== undefined
  return tile('What users saw', `${goodShareText(findings, undefined)} good`, [
    ...(hasFault ? [html`<b>${goodShareText(findings, 'during')}</b> during the fault`] : []),
    isAllGood
      ? 'no second had a failed request'
      : `worst second (${worst.second}): ${countText(badOf(worst))} of ${countText(worst.offered)} not answered well`,
    ...(sla === undefined ? [] : [slaText(sla, servedShareOf(findings.evidence))]),
  ])
}

function badOf({ failed, unknown, notSent }: Findings['loadSeconds'][number]): number {
  return failed + unknown + notSent
}

const phaseNames: Readonly<Record<Phase, string>> = {
  before: 'before the fault',
  during: 'during it',
  recovery: 'in recovery',
  after: 'after the fault',
}

function latencyTile(findings: Findings): Markup {
  const texts = phases.flatMap((phase) => {
    const sorted = latenciesOf(findings.evidence, { phase })
    const p99Us = quantileOf(sorted, 0.99)
    if (p99Us === undefined || sorted.length < samplesNeededFor(0.99)) return []
    const text = Number.isFinite(p99Us) ? timeText(p99Us / 1_000) : 'no good answer'
    return [{ phase, text }]
  })
  if (findings.faults.length === 0) return calmLatencyTile(findings)
  const after = texts.find(({ phase }) => phase === 'after') ?? texts.at(-1)
  const others = texts.filter((one) => one !== after)
  const big = after === undefined ? '–' : after.text
  const name = after === undefined ? '' : ` ${phaseNames[after.phase]}`
  return tile(`Latency p99${name}`, big, [
    others.length === 0
      ? 'too few requests to tell in other phases'
      : html`${others.map(({ phase, text }, index) => {
          return html`${index === 0 ? '' : ', '}<b>${text}</b> ${phaseNames[phase]}`
        })}`,
  ])
}

/** Without a fault there are no phases to tell apart. */
function calmLatencyTile({ evidence }: Findings): Markup {
  const sorted = latenciesOf(evidence)
  const textOf = (quantile: number) => {
    const latencyUs = quantileOf(sorted, quantile)
    if (latencyUs === undefined || sorted.length < samplesNeededFor(quantile)) return '–'
    return Number.isFinite(latencyUs) ? timeText(latencyUs / 1_000) : 'no good answer'
  }
  return tile('Latency p99', textOf(0.99), [
    html`p50 <b>${textOf(0.5)}</b>, p90 <b>${textOf(0.9)}</b>`,
    'from when a request was due to its answer',
  ])
}

function durationTile(findings: Findings): Markup {
  const { faults, recoveries } = findings
  const down = downText(findings)
  if (faults.length === 0) return tile('Users hurt for', down.big, [down.line, 'without any fault'])
  const slowest = recoveries.toSorted((a, b) => b.recoveryMs - a.recoveryMs)[0]
  const proven = faults.filter(({ provenAtUs }) => provenAtUs !== undefined)
  if (slowest === undefined) {
    const why = proven.length === 0 ? 'no fault was proven to bite' : 'too short to tell from when'
    return tile('Users hurt for', down.big, [down.line, why])
  }
  const detections = proven.map(({ provenAtUs = 0, detectedAtUs = Infinity }) =>
    Math.max(0, detectedAtUs - provenAtUs),
  )
  const recovered = slowest.recoveryMs
  const outage = `the fault lasted ${timeText(slowest.outageMs)}`
  const slowestUs = Math.max(...detections)
  const detected = Number.isFinite(slowestUs)
    ? html`detected after <b>${timeText(slowestUs / 1_000)}</b>`
    : html`<b>never detected</b> by a health probe`
  return Number.isFinite(recovered)
    ? tile('Users hurt for', timeText(recovered), [detected, outage, down.line])
    : tile('Users hurt for', timeText(slowest.outageMs), [
        html`<b>not recovered</b> until the fault was undone`,
        detected,
        down.line,
      ])
}

/** How much of the load was down, whenever that was. */
function downText({ evidence }: Findings): { readonly big: string; readonly line: string } {
  const slices = loadSlicesOf(evidence, {})
  const down = slices.filter((slice) => !isUp(slice, evidence)).length
  const least = percentText(evidence.recoveredShare * 100)
  return { big: `${down} s`, line: `below ${least} good in ${down} of ${slices.length} seconds` }
}

function lossTile(findings: Findings): Markup {
  const { sums, witnesses } = findings.reconciliation
  const lost = sums.failed + sums.unknown + sums.notSent
  const share = sums.recorded === 0 ? '–' : percentText((lost / sums.recorded) * 100)
  return tile('What was lost', `${countText(lost)} requests`, [
    html`<b>${share}</b> of ${countText(sums.recorded)} offered${hasWarmUp(findings) ? ', with the warm-up' : ''}`,
    html`<b>${countText(witnesses.unknown.executed)}</b> of them executed, and nobody was told`,
    ...mainCauseOf(findings, lost),
  ])
}

function hasWarmUp({ evidence }: Findings): boolean {
  const [first = Number.POSITIVE_INFINITY] = evidence.requests.intendedAtUs
  return first < evidence.loadStartUs
}

/** What most of the lost requests were lost by. */
function mainCauseOf({ blames }: Findings, lost: number): Markup[] {
  const counts = new Map<string, number>()
  for (const { outcome, layer, cause, fault, policy, count } of blames) {
    if (outcome === 'rejected') continue
    const by = fault === undefined ? (cause === 'policy' ? ` ${policy}` : '') : ` (${fault})`
    const text = `${layer}: ${cause}${by}`
    counts.set(text, (counts.get(text) ?? 0) + count)
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  if (most === undefined || lost === 0) return []
  const [text, count] = most
  return [html`<b>${countText(count)}</b> at the ${text}`]
}
