import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { GatedrillError, textOf } from '../ledger/errors.ts'
import { exitCodes } from './exit-codes.ts'
import { systemProblemOf } from './system-problem.ts'

/** Says on standard error what went wrong, for a person, and gives the exit code for it. */
export function tell(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.badInput
  if (error instanceof GatedrillError) {
    const { problems } = error
    process.stderr.write(`${problems.map(textOf).join('\n\n')}\n`)
    if (problems.length > 1) process.stderr.write(`\n${problems.length} problems.\n`)
    // The run was what was asked for; there is only nothing that says what came of it.
    const isUnwritten = problems.every(({ code }) => code === 'RUN_REPORT_UNWRITTEN')
    return isUnwritten ? exitCodes.inconclusive : exitCodes.badInput
  }
  const refused = systemProblemOf(error)
  if (refused !== undefined) {
    process.stderr.write(`${textOf(refused)}\n`)
    return exitCodes.badInput
  }
  process.stderr.write(bugText(error))
  return exitCodes.bug
}

function bugText(error: unknown): string {
  const what = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? (error.stack ?? what) : what
  const versions = `Node ${process.versions.node}, ${process.platform} ${process.arch}`
  // Not the whole command line: a named value on it may be a secret.
  const details = `gatedrill ${process.argv[2] ?? ''}\n${versions}\n${stack}\n`
  const file = join(tmpdir(), `gatedrill-bug-${process.pid}.txt`)
  return (
    `This is a bug of gatedrill, not of your input: ${what}\n` +
    'Please report it to its maintainers with the command you typed and ' +
    `${kept(file, details) ?? `this:\n${details}`}\n`
  )
}

/** The name of the file with the details; undefined when even that cannot be written. */
function kept(file: string, details: string): string | undefined {
  try {
    writeFileSync(file, details, { mode: 0o600 })
    return file
  } catch {
    return undefined
  }
}
