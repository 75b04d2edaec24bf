import type { RevisionAtRisk } from '../../configuration-loss.ts'
import { type Findings, loadSecondOf } from '../../findings.ts'
import { timeText } from '../../format.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** What is lost with the management plane, by how long it lived after a publish; nothing to show is no section. */
export function configurationLossSection(findings: Findings): Markup {
  const { revisionsAtRisk: points } = findings
  if (points.length === 0) return html``
  const about =
    'Each time the management plane died after an acknowledged change: how long it lived after ' +
    'that, and how many of the surviving instances had the change by then. What none of them has ' +
    'is lost if the storage of the plane is lost with it.'
  const columns = [
    { name: 'Died after', isNumber: true },
    { name: 'Revision', isNumber: true },
    { name: 'Had it', isNumber: true },
    { name: 'Share' },
    { name: 'Outcome' },
    { name: 'At', isNumber: true },
  ]
  const rows = points.map((point) => [
    timeText(point.afterMs),
    String(point.revision),
    `${point.held} of ${point.survivors}`,
    shareOf(point),
    point.isLost ? html`<b class="is-fail">lost with the plane</b>` : 'kept by survivors',
    `${loadSecondOf(findings, point.diedAtUs).toFixed(1)} s`,
  ])
  const title = 'Configuration lost with the management plane'
  return section('configuration-loss', title, about, [
    table('Acknowledged changes, by the time the plane lived after them', columns, rows),
  ])
}

function shareOf({ held, survivors }: RevisionAtRisk): Markup {
  const percent = survivors === 0 ? 0 : Math.round((100 * held) / survivors)
  return html`<meter min="0" max="100" value="${String(percent)}">${String(percent)} %</meter>`
}
