import { type Findings, loadSecondOf } from '../../findings.ts'
import { timeText } from '../../format.ts'
import { recoveryTimeMsOf } from '../../restores.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** Backups that were restored, and how long clients waited for it; nothing to show is no section. */
export function restoresSection(findings: Findings): Markup {
  const { restores } = findings
  if (restores.length === 0) return html``
  const about =
    'The recovery time is counted from the loss of the primary region’s management plane to the ' +
    'end of the first request that was served well with the restored configuration.'
  const columns = [
    { name: 'Backup' },
    { name: 'Revision', isNumber: true },
    { name: 'Lost at', isNumber: true },
    { name: 'Restored at', isNumber: true },
    { name: 'Served at', isNumber: true },
    { name: 'By' },
    { name: 'Recovery time', isNumber: true },
  ]
  const secondText = (atUs: number | undefined) =>
    atUs === undefined ? '–' : `${loadSecondOf(findings, atUs).toFixed(1)} s`
  const rows = restores.map((restore) => {
    const rtoMs = recoveryTimeMsOf(restore)
    return [
      restore.backup,
      String(restore.revision),
      secondText(restore.lostAtUs),
      secondText(restore.restoredAtUs),
      secondText(restore.servedAtUs),
      restore.servedBy ?? 'nobody',
      rtoMs === undefined ? '–' : timeText(rtoMs),
    ]
  })
  return section('restores', 'Restored from a backup', about, [
    table('Every restore, and the first request served with it', columns, rows),
  ])
}
