import { slaText } from '../../composed-sla.ts'
import { latenciesOf } from '../../evidence.ts'
import type { Findings } from '../../findings.ts'
import { countText, percentText, timeText } from '../../format.ts'
import { quantileOf, samplesNeededFor } from '../../objectives/statistics.ts'
import { type Phase, phases } from '../../phases.ts'
import { servedShareOf } from '../../served-share.ts'
import { badge } from '../badge.ts'
import { html, type Markup } from '../markup.ts'

/** The first screen: did we pass, why not, what did users see, how long, what was lost. */
export function overview(findings: Findings): Markup {
  const { manifest, verdict } = findings
  const others = verdict.doubts.slice(1)
  return html`<div class="banner is-${verdict.verdict}">
<p class="kicker">gatedrill · ${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC · seed ${manifest.seed}</p>
<h1>${badge(verdict.verdict)} <span>${manifest.scenarioName}</span></h1>
<p class="why">${verdict.why}</p>
${others.length === 0 ? '' : html`<ul>${others.map((doubt) => html`<li>${doubt}</li>`)}</ul>`}
${descriptionOf(manifest.scenario)}
</div>
<div class="tiles">
${seenTile(findings)}
${latencyTile(findings)}
${durationTile(findings)}
${lossTile(findings)}
</div>`
}

function descriptionOf(scenario: unknown): Markup {
  const isNamed = typeof scenario === 'object' && scenario !== null && 'description' in scenario
  const description = isNamed ? scenario.description : undefined
  if (typeof description !== 'string' || description === '') return html``
  return html`<p class="about">Drilled: ${description}</p>`
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
  return tile('What users saw', `${goodShareText(findings, undefined)} good`, [
    html`<b>${goodShareText(findings, 'during')}</b> during the fault`,
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

function durationTile(findings: Findings): Markup {
  const { faults, recoveries } = findings
  if (faults.length === 0) return tile('How long', '–', ['the scenario has no fault'])
  const slowest = recoveries.toSorted((a, b) => b.recoveryMs - a.recoveryMs)[0]
  const proven = faults.filter(({ provenAtUs }) => provenAtUs !== undefined)
  if (slowest === undefined) {
    const why = proven.length === 0 ? 'no fault was proven to bite' : 'too short to tell'
    return tile('How long', '–', [why])
  }
  const detections = proven.map(({ provenAtUs = 0, detectedAtUs = Infinity }) =>
    Math.max(0, detectedAtUs - provenAtUs),
  )
  const recovered = slowest.recoveryMs
  const outage = `the fault lasted ${timeText(slowest.outageMs)}`
  const detected = timeText(Math.max(...detections) / 1_000)
  return Number.isFinite(recovered)
    ? tile('Users hurt for', timeText(recovered), [html`detected after <b>${detected}</b>`, outage])
    : tile('Users hurt for', timeText(slowest.outageMs), [
        html`<b>not recovered</b> until the fault was undone`,
        html`detected after <b>${detected}</b>`,
      ])
}

function lossTile({ reconciliation }: Findings): Markup {
  const { sums, witnesses } = reconciliation
  const lost = sums.failed + sums.unknown + sums.notSent
  const share = sums.recorded === 0 ? '–' : percentText((lost / sums.recorded) * 100)
  return tile('What was lost', `${countText(lost)} requests`, [
    html`<b>${share}</b> of ${countText(sums.recorded)} offered`,
    html`<b>${countText(witnesses.unknown.executed)}</b> of them executed, and nobody was told`,
  ])
}
