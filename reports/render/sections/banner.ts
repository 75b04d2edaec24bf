import { z } from 'zod'
import { claimSchema } from '../../../scenarios/schema/claim.ts'
import type { Findings } from '../../findings.ts'
import { badge } from '../badge.ts'
import { html, type Markup } from '../markup.ts'

/** The verdict, why, and what that means to somebody who does not know the drill. */
export function banner(findings: Findings): Markup {
  const { manifest, verdict } = findings
  const others = verdict.doubts.slice(1)
  return html`<div class="banner is-${verdict.verdict}">
<p class="kicker">gatedrill · ${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC · seed ${manifest.seed}</p>
<h1>${badge(verdict.verdict)} <span>${manifest.scenarioName}${isTwin(findings) ? ', its twin' : ''}</span></h1>
<p class="why">${verdict.why}</p>
${others.length === 0 ? '' : html`<ul>${others.map((doubt) => html`<li>${doubt}</li>`)}</ul>`}
${meaningOf(findings)}
${drilledText(findings)}
</div>`
}

const scenarioSchema = z.looseObject({
  description: z.string().default(''),
  claim: claimSchema.optional().catch(undefined),
})

function scenarioOf({ manifest }: Findings) {
  return scenarioSchema.safeParse(manifest.scenario).data
}

/** The command says it, as it was typed: of what runs, a twin is a scenario like any other. */
function isTwin({ manifest }: Findings): boolean {
  return /\s--twin(\s|$)/.test(manifest.command)
}

function drilledText(findings: Findings): Markup {
  const { description = '', claim } = scenarioOf(findings) ?? {}
  if (description === '') return html``
  const twin = isTwin(findings) && claim !== undefined ? claim : undefined
  const turned = twin?.expect === 'fail' ? 'pass' : 'fail'
  return html`<p class="about">Drilled: ${description}${
    twin === undefined ? '' : html`. As its twin, which is to ${turned}: ${twin.twin.what}`
  }</p>`
}

/** Of a failed drill what its author says that it means; of a run without a verdict, what to do. */
function meaningOf(findings: Findings): Markup {
  const { verdict, manifest } = findings
  if (verdict.doubts.length > 0) {
    return html`<p class="about">What was measured stands below all the same, and neither passes nor fails. Mend that, and run it again: <code>${manifest.command}</code></p>`
  }
  const claim = scenarioOf(findings)?.claim
  if (verdict.verdict !== 'fail' || claim === undefined || isTwin(findings)) return html``
  return html`<p class="about"><b>What it means:</b> ${claim.failureMeans} <b>What to change:</b> ${claim.change}</p>`
}
