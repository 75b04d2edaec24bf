import { isTaken } from '../../crowded-slices.ts'
import type { Findings } from '../../findings.ts'
import { bytesText, countText, percentText, timeText } from '../../format.ts'
import { latenessBoundMs } from '../../lateness.ts'
import { html, type Markup, section, table } from '../markup.ts'

/** How well the harness itself was: lateness, lag, ledgers. */
export function harnessSection(findings: Findings): Markup {
  const { manifest, ledgers, brokenEventLines } = findings
  const about =
    'A generator that starts requests late, or a ledger with holes, would make every number above ' +
    'doubtful. Latency counts from the intended start, so lateness is inside it.'
  const rows: [string, string, string][] = [
    latenessRow(findings),
    ['longest stall of the controller', timeText(manifest.controllerLagMaxMs), ''],
    ...machineRows(findings),
    ...(brokenEventLines.length === 0
      ? []
      : ([
          [
            'event lines that cannot be read',
            countText(brokenEventLines.length),
            `lines ${brokenEventLines.slice(0, 9).join(', ')}`,
          ],
        ] satisfies [string, string, string][])),
  ]
  return section('harness', 'Harness health', about, [
    table(
      'How well the harness was',
      [{ name: 'What' }, { name: 'Measured', isNumber: true }, { name: '' }],
      rows.map(([what, measured, note]) => [
        what,
        measured,
        html`<span class="quiet">${note}</span>`,
      ]),
    ),
    html`<details><summary>Ledgers: ${ledgers.length} files, ${countText(ledgers.reduce((sum, { records }) => sum + records, 0))} records</summary>
${table(
  'Ledger files',
  [
    { name: 'File' },
    { name: 'Records', isNumber: true },
    { name: 'Cut-off bytes', isNumber: true },
    { name: 'Gaps', isNumber: true },
    { name: 'Changed', isNumber: true },
    { name: 'Gone', isNumber: true },
    { name: '' },
  ],
  ledgers.map(({ file, records, tornBytes, gaps, damaged, missing, problem }) => [
    html`<code>${file}</code>`,
    countText(records),
    countText(tornBytes),
    countText(gaps),
    countText(damaged),
    countText(missing),
    problem ?? '',
  ]),
)}</details>`,
  ])
}

function latenessRow({ lateness, judgements, manifest }: Findings): [string, string, string] {
  const what = 'requests started late, p99'
  if (manifest.loads.some(({ k6 }) => k6 !== undefined)) {
    return [what, '-', 'k6 does not tell; what it could not start in time is not sent']
  }
  if (lateness === undefined) return [what, '-', 'no request was judged']
  const boundMs = latenessBoundMs(judgements)
  const { p50Ms, p99Ms, maxMs } = lateness
  const note = `p50 ${timeText(p50Ms)}, max ${timeText(maxMs)}; p99 may be ${timeText(boundMs)}`
  return [what, timeText(p99Ms), p99Ms > boundMs ? `too late. ${note}` : note]
}

function machineRows({ manifest }: Findings): [string, string, string][] {
  const { machineUse } = manifest
  if (machineUse === undefined) return []
  const { processors, busyShare, otherShare, stolenShare, slices } = machineUse
  const note = `of ${processors} processors; ${percentText(otherShare * 100)} by other work than this run`
  const use: [string, string, string] = ['processors in use', percentText(busyShare * 100), note]
  if (stolenShare === undefined || slices === undefined) return [use]
  const judged = slices.filter(
    ({ fromUs, untilUs }) => untilUs > manifest.loadStartUs && fromUs < manifest.loadEndUs,
  )
  // By time: the slices of a long run are longer.
  const msOf = (some: typeof judged) =>
    some.reduce((sum, { fromUs, untilUs }) => sum + (untilUs - fromUs) / 1_000, 0)
  const worst = judged.reduce((most, slice) => Math.max(most, slice.stolenShare), 0)
  const most = `at most ${percentText(worst * 100)} in half a second; within that of other work`
  return [
    use,
    ['stolen by the hypervisor', percentText(stolenShare * 100), most],
    [
      'taken by others',
      timeText(msOf(judged.filter(isTaken))),
      `of ${timeText(msOf(judged))}: the machine was full, and others had more than 20 % of it`,
    ],
  ]
}

/** All that is needed to repeat the run. */
export function provenanceSection({ manifest }: Findings): Markup {
  const { host, revision, versions, loads, instances } = manifest
  const versionText = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
  const facts: [string, string | Markup][] = [
    ['command', html`<code>${manifest.command}</code>`],
    ['seed', String(manifest.seed)],
    [
      'schedule digest',
      html`<code>${loads.map(({ scheduleDigest }) => scheduleDigest).join(', ')}</code>`,
    ],
    ['versions', versionText],
    ['host', `${host.system}, ${host.cores} cores, ${bytesText(host.memoryBytes)}`],
    ['run', html`<code>${manifest.runId}</code>, started ${manifest.startedAt}`],
    [
      'configuration',
      html`revision ${revision.number} of ${revision.source}, <code>${revision.checksum}</code>`,
    ],
    ['instances', instances.map(({ instance }) => instance).join(', ')],
    ['timing', timingText(manifest.timing)],
  ]
  return section(
    'provenance',
    'Provenance',
    'The same command and seed offer the same load and the same faults.',
    html`<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`,
  )
}

function timingText(timing: Readonly<Record<string, unknown>>): string {
  return Object.entries(timing)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
}
