import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gather } from '../../../../reports/gather.ts'
import { summaryOf } from '../../../../reports/render/json.ts'
import { reportRun } from '../../../../reports/report.ts'
import { RunStore } from '../../../../reports/store/store.ts'
import type { Summary } from '../../../../reports/summary.ts'
import { manifest, type RunContent, writeRun } from '../run-folder.ts'

/** What a report says of a made-up run about one check, and the report's texts. */
export async function checkedRun(name: string, content: Partial<RunContent>) {
  const folder = writeRun({ manifest, events: [], ...content })
  const summary: Summary = await reportRun(folder)
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const texts = {
    html: read('report.html'),
    junit: read('junit.xml'),
    markdown: read('summary.md'),
  }
  rmSync(folder, { recursive: true })
  return { check: summary.checks.find((check) => check.name === name), summary, texts }
}

/** What is found about every check of a made-up run, without the pages that say it. */
export async function judgedChecks(content: Partial<RunContent>) {
  const folder = writeRun({ manifest, events: [], ...content })
  await using store = await RunStore.open(folder)
  const files = { report: '', summary: '', junit: '', markdown: '', inFlight: '', parquet: [] }
  const { checks } = summaryOf(await gather(store), files)
  rmSync(folder, { recursive: true })
  return checks
}

export async function judgedCheck(name: string, content: Partial<RunContent>) {
  const checks = await judgedChecks(content)
  return checks.find((check) => check.name === name)
}
