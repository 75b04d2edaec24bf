import { badge } from '../../render/badge.ts'
import { html, type Markup, section, table } from '../../render/markup.ts'
import type { Coverage, SuiteDocument } from '../suite-document.ts'

const titles = {
  framework: 'Well-Architected checklist: reliability',
  'service-guide': 'Well-Architected guide of API Management: reliability',
} as const

/** What of both lists the suite covers, and what it cannot. */
export function checklistSections({ checklist }: SuiteDocument): Markup {
  const about =
    'Held: every drill that covers it came as its claim expects. The last column says what no drill can tell, covered or not. ' +
    'Codes of other pillars that claims name (CO, OE, PE, SE) stand with the claims alone.'
  return html`${(['framework', 'service-guide'] as const).map((list) =>
    section(
      list,
      titles[list],
      about,
      coverageTable(
        titles[list],
        checklist.filter((item) => item.list === list),
      ),
    ),
  )}`
}

function coverageTable(title: string, items: readonly Coverage[]): Markup {
  const columns = [
    { name: 'State' },
    { name: 'Recommendation' },
    { name: 'Drills that cover it' },
    { name: 'What no drill can tell' },
  ]
  const rows = items.map((item) => [
    stateMark(item.state),
    html`<a class="nowrap" href="${item.url}">${item.code}</a><br><span class="small">${item.says}</span>`,
    html`<span class="small">${drillsText(item)}</span>`,
    html`<span class="quiet small">${item.limits}</span>`,
  ])
  return table(title, columns, rows)
}

/** More than these are folded away. */
const shownMax = 8

function drillsText({ drills }: Coverage): Markup {
  if (drills.length === 0) return html`<span class="quiet">none</span>`
  const list = html`${drills.map((name, index) => html`${index === 0 ? '' : ', '}<a href="#claim-${name}">${name}</a>`)}`
  if (drills.length <= shownMax) return list
  return html`<details><summary>${drills.length} drills</summary>${list}</details>`
}

function stateMark(state: Coverage['state']): Markup {
  if (state === 'held') return badge('pass', 'small', 'held')
  if (state === 'broken') return badge('fail', 'small', 'broken')
  if (state === 'undecided') return badge('inconclusive', 'small', 'undecided')
  return badge('aborted', 'small', 'not covered')
}
