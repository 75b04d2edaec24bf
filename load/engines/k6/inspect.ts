import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { GatedrillError } from '../../../ledger/errors.ts'
import { exitProblem } from './exit.ts'
import { LogLines } from './log-lines.ts'

const optionsSchema = z.looseObject({
  scenarios: z.unknown(),
  duration: z.unknown(),
  stages: z.unknown(),
  iterations: z.unknown(),
})

const withinMs = 60_000

/**
 * Lets k6 read a bundled script and its options, without running it. Gives whether the script says
 * itself how it runs; a GatedrillError says what k6 does not take.
 */
export function inspectScript(
  path: string,
  { script, bundleFile, env }: { script: string; bundleFile: string; env: Record<string, string> },
): { readonly runsItsOwnWay: boolean } {
  const { status, stdout, stderr, error } = spawnSync(
    path,
    ['inspect', '--log-format', 'json', '--no-color', '-'],
    {
      cwd: dirname(script),
      env,
      encoding: 'utf8',
      timeout: withinMs,
      input: readFileSync(bundleFile),
      maxBuffer: 1 << 26,
    },
  )
  if (error !== undefined) throw error
  if (status !== 0) {
    const log = new LogLines(undefined)
    for (const line of stderr.split('\n')) if (line !== '') log.hear(line)
    throw new GatedrillError(exitProblem(status ?? -1, log, script))
  }
  const options = optionsSchema.parse(JSON.parse(stdout))
  const { scenarios, duration, stages, iterations } = options
  return {
    runsItsOwnWay: [scenarios, duration, stages, iterations].some(
      (given) => given !== undefined && given !== null,
    ),
  }
}
