import { writeFileSync } from 'node:fs'
import { GatedrillError } from '../ledger/errors.ts'

/** Writes a file that the command line names. Throws a `GatedrillError` where that cannot be. */
export function writeText(file: string, text: string, what: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new GatedrillError({
      code: 'CLI_FILE_NOT_WRITTEN',
      where: file,
      what: `${what} cannot be written there`,
      why: error instanceof Error ? error.message : String(error),
      fix: 'name a file in a folder that is there and may be written to',
    })
  }
}

/** Prints a text, or writes it to the file that `--out` names and says so. */
export function writeOut(file: string | undefined, text: string, what: string): void {
  if (file === undefined) {
    process.stdout.write(text)
    return
  }
  writeText(file, text, what)
  process.stdout.write(`wrote  ${file}\n`)
}
