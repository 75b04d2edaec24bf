import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { reportRun } from '../../../../reports/report.ts'
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
