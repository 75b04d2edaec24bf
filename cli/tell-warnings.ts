import { styleText } from 'node:util'
import type { RunTables } from '../reports/query/run-tables.ts'

/** Says beside an answer what of the run it cannot know. */
export function tellWarnings({ warnings }: Pick<RunTables, 'warnings'>): void {
  for (const warning of warnings) {
    process.stderr.write(`${styleText('yellow', 'warning')}  ${warning}\n`)
  }
}
