import { badge } from '../render/badge.ts'
import { html, type Markup } from '../render/markup.ts'
import { pageOf } from '../render/page.ts'
import { runNameOf } from './judge-suite.ts'
import { checklistSections } from './sections/checklist-tables.ts'
import { claimsSection } from './sections/claims.ts'
import { matrixSection } from './sections/matrix.ts'
import { provenanceSection, runsSection } from './sections/runs.ts'
import type { SuiteDocument } from './suite-document.ts'

/** `suite.json` as one HTML document, beside the run folders that it links to; no scripts. */
export function suitePageOf(document: SuiteDocument): string {
  const { name, verdict } = document
  return pageOf({
    title: `${verdict}: suite ${name}`,
    skipTo: { id: 'matrix', text: 'To the claims and verdicts' },
    header: headerOf(document),
    links: [
      ['matrix', 'Claims and verdicts'],
      ['claims', 'Each claim'],
      ['framework', 'Well-Architected checklist'],
      ['service-guide', 'API Management guide'],
      ['runs', 'Runs'],
      ['provenance', 'Provenance'],
    ],
    main: html`${matrixSection(document)}
${claimsSection(document)}
${checklistSections(document)}
${runsSection(document)}
${provenanceSection(document)}`,
    footer: html`Made by gatedrill ${document.versions.gatedrill ?? ''} from suite.json and the summaries of its runs.`,
  })
}

function headerOf(document: SuiteDocument): Markup {
  const { name, verdict, why, startedAt, selection, runs } = document
  const { seeds, isQuick, hasTwins } = selection
  const wrong = runs.filter(({ outcome }) => outcome?.result === 'otherwise')
  const about = [
    `${document.drills.length} drills${hasTwins ? ', each with its twin' : ''}`,
    ...(isQuick ? ['one for each group'] : []),
  ].join(', ')
  return html`<div class="banner is-${verdict}">
<p class="kicker">gatedrill suite · ${startedAt.slice(0, 16).replace('T', ' ')} UTC · seed${seeds.length === 1 ? '' : 's'} ${seeds.join(', ')}</p>
<h1>${badge(verdict)} <span>${name}</span></h1>
<p class="why">${why}</p>
${wrong.length === 0 ? '' : html`<ul>${wrong.map((run) => html`<li><a href="#claim-${run.drill}">${runNameOf(run)}</a>: ${run.outcome?.resultWhy ?? ''}</li>`)}</ul>`}
<p class="about">${about}. A claim is a statement of the documentation that a drill puts to the test; the twin is the
same drill, configured so that its verdict must turn.</p>
</div>
${tilesOf(document)}`
}

function tilesOf({ counts, checklist, runs }: SuiteDocument): Markup {
  const { planned, asExpected, otherwise, undecided, left } = counts
  const covered = checklist.filter(({ state }) => state !== 'not-covered').length
  const minutes = runs.reduce((sum, { outcome }) => sum + (outcome?.tookS ?? 0), 0) / 60
  return html`<div class="tiles">
${tile('As the claims expect', `${asExpected} of ${planned}`, 'runs, of drills and twins')}
${tile('Otherwise', String(otherwise), 'runs with another verdict than is right')}
${tile('Undecided', String(undecided + left), `${left} did not run`)}
${tile('Checklist', `${covered} of ${checklist.length}`, `items covered; ${minutes.toFixed(0)} min of drills`)}
</div>`
}

function tile(title: string, big: string, about: string): Markup {
  return html`<div class="tile"><h2>${title}</h2><p class="big">${big}</p><p>${about}</p></div>`
}
