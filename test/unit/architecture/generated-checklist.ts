import { libraryDrills } from '../../../cli/suite/known-drills.ts'
import { suiteDrillOf } from '../../../cli/suite/plan-suite.ts'
import { type ChecklistItem, checklist } from '../../../reports/suite/checklist.ts'
import type { SuiteDrill } from '../../../reports/suite/suite-document.ts'
import { madeBy } from './made-by.ts'

/** What of the Well-Architected Framework the drills of the library cover, and what they cannot. */
export async function checklistDocs() {
  const drills = (await libraryDrills()).map(suiteDrillOf)
  return [{ path: 'docs/checklist.md', make: () => checklistDoc(drills) }]
}

function checklistDoc(drills: readonly SuiteDrill[]): string {
  const of = (list: ChecklistItem['list']) => checklist.filter((item) => item.list === list)
  return [
    '# The Well-Architected checklist',
    madeBy,
    'What the Well-Architected Framework recommends for reliability, which [drills](drills.md) put it to ' +
      'the test, and what no drill can tell. A [suite](suite.md) says of each item whether it held. Codes of ' +
      'other pillars that a drill names (CO, OE, PE, SE) are not listed here.',
    '## Design review checklist for reliability',
    tableOf(of('framework'), drills),
    '## Service guide of API Management, reliability',
    'Its recommendations have no codes; the names are ours.',
    tableOf(of('service-guide'), drills),
  ].join('\n\n')
}

function tableOf(items: readonly ChecklistItem[], drills: readonly SuiteDrill[]): string {
  const rows = items.map((item) => {
    const covering = drills.filter((drill) => item.isCoveredBy(drill))
    const names = covering.map(({ name }) => `[${name}](drills/${name}.md)`).join(', ')
    const by = covering.length === drills.length ? `every [drill](drills.md)` : names || 'none'
    return `| [${item.code}](${item.url}) | ${item.says} | ${by} | ${item.limits} |`
  })
  const head = [
    '| item | it says | drills that cover it | what no drill can tell |',
    '|---|---|---|---|',
  ]
  return [...head, ...rows].join('\n')
}
