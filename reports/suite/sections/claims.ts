import { html, type Markup, section } from '../../render/markup.ts'
import { expectedOf, runNameOf } from '../judge-suite.ts'
import type { SuiteDocument, SuiteDrill, SuiteRun } from '../suite-document.ts'
import { resultMark, verdictText } from './result-mark.ts'

/** Each claim with its source, what was done to test it, what a failure means and what to change. */
export function claimsSection({ drills, runs }: SuiteDocument): Markup {
  const about =
    'What the documentation says, in our own words; what a failure says about a platform or a configuration, and what to change then.'
  return section(
    'claims',
    'Each claim',
    about,
    drills.map((drill) =>
      claimPart(
        drill,
        runs.filter((run) => run.drill === drill.name),
      ),
    ),
  )
}

function claimPart(drill: SuiteDrill, runs: readonly SuiteRun[]): Markup {
  const { name, claim, description } = drill
  return html`
<h3 id="claim-${name}">${name}</h3>
<p>${claim?.says ?? `${description}. It stands for no documented statement.`}</p>
<dl>${claim === undefined ? '' : claimLines(claim)}
${runs.map((run) => html`<dt>${run.isTwin ? 'Twin' : 'Drill'}, seed ${run.seed}</dt><dd>${resultMark(run)} ${verdictText(run)}${whyOf(run)}</dd>`)}
</dl>`
}

function claimLines(claim: NonNullable<SuiteDrill['claim']>): Markup {
  const { source, url, injected, measured, failureMeans, change, twin, breaks, checklist } = claim
  const failing = expectedOf(claim, false) === 'fail' ? 'the drill' : 'the twin'
  return html`<dt>Source</dt><dd><a href="${url}">${source}</a></dd>
<dt>Injected</dt><dd>${injected}</dd>
<dt>Measured</dt><dd>${measured}</dd>
<dt>A failure means</dt><dd>${failureMeans}</dd>
<dt>Change then</dt><dd>${change}</dd>
<dt>The twin</dt><dd>${twin.what}</dd>
<dt>Breaks in ${failing}</dt><dd>${breaks.map((one, index) => html`${index === 0 ? '' : ', '}<code>${one}</code>`)}</dd>
${checklist.length === 0 ? '' : html`<dt>Checklist</dt><dd>${checklist.join(', ')}</dd>`}`
}

function whyOf(run: SuiteRun): Markup {
  const { outcome } = run
  if (outcome === undefined) return html`<br>${runNameOf(run)} has not run.`
  const { resultWhy, earlier } = outcome
  const again =
    earlier.length === 0 ? '' : ` It is the run after ${earlier.length} that decided nothing.`
  return html`<br><span class="quiet small">${resultWhy}${again}</span>`
}
