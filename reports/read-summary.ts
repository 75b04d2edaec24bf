import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reportRun } from './report.ts'
import { type Summary, summarySchema } from './summary.ts'

/** The summary of a run, which is made where it is missing or of another version. */
export async function summaryIn(folder: string): Promise<Summary> {
  const path = join(folder, 'summary.json')
  return (existsSync(path) ? parsed(readFileSync(path, 'utf8')) : undefined) ?? reportRun(folder)
}

function parsed(text: string): Summary | undefined {
  try {
    return summarySchema.parse(JSON.parse(text))
  } catch {
    // Whatever is wrong with it, the ledgers are there to make it again.
    return undefined
  }
}
