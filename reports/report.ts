import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chartTools } from './charts/render-chart.ts'
import { reportError } from './errors.ts'
import type { Findings } from './findings.ts'
import { gather } from './gather.ts'
import { htmlOf } from './render/html.ts'
import { summaryOf } from './render/json.ts'
import { junitOf } from './render/junit.ts'
import { markdownOf } from './render/markdown.ts'
import { keptRelations } from './store/kept.ts'
import { RunStore } from './store/store.ts'
import type { Summary } from './summary.ts'

const names = {
  report: 'report.html',
  summary: 'summary.json',
  junit: 'junit.xml',
  markdown: 'summary.md',
  inFlight: 'in-flight.json',
} as const

/**
 * Makes the report of a run from its folder, and writes it there: `report.html`, `summary.json`,
 * `junit.xml`, `summary.md`, `in-flight.json` and `parquet/`. The same folder gives the same
 * summary, byte by byte. Throws a GatedrillError when the folder holds no run that can be read, and
 * RUN_REPORT_UNWRITTEN when the disk is full.
 */
export async function reportRun(folder: string): Promise<Summary> {
  try {
    return await madeReport(folder)
  } catch (error) {
    throw isOfFullDisk(error) ? unwritten(folder, error) : error
  }
}

async function madeReport(folder: string): Promise<Summary> {
  await using store = await RunStore.open(folder)
  const [findings] = await Promise.all([gather(store), chartTools()])
  // The database writes its tables on other threads than the page is drawn on.
  const [parquet, html] = await Promise.all([
    store.writeParquet(keptRelations.map(({ name }) => name)),
    htmlOf(findings),
  ])
  const summary = summaryOf(findings, { ...names, parquet })
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write(names.summary, `${JSON.stringify(summary, undefined, 2)}\n`)
  write(names.junit, junitOf(findings))
  write(names.markdown, markdownOf(findings))
  write(names.inFlight, inFlightText(findings))
  write(names.report, html)
  return summary
}

/** As the system says it, or the database in its own words. */
function isOfFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return /ENOSPC|EDQUOT|EFBIG|no space left|file too large|quota exceeded/i.test(error.message)
}

function unwritten(folder: string, error: unknown) {
  const [what = ''] = String(error instanceof Error ? error.message : error).split('\n')
  return reportError({
    code: 'RUN_REPORT_UNWRITTEN',
    where: folder,
    what,
    why: 'the disk is full, or a limit of file sizes is reached; what of a report is there is not whole',
    fix: `make room, then: gatedrill report ${folder}`,
  })
}

/** One line a request, so that the file can be searched and compared. */
function inFlightText({ reconciliation }: Findings): string {
  const lines = reconciliation.inFlight.map((hit) => JSON.stringify(hit))
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`
}
