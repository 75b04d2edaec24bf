import { join } from 'node:path'
import { isOnPath } from './is-on-path.ts'
import { startProgram } from './program.ts'
import { quantilesOf } from './quantiles-of.ts'
import type { Attack, Told, Tool } from './tool.ts'

/** It keeps the rate, and times a request from when a worker took it. */
export const vegeta: Tool = {
  name: 'vegeta',
  loop: 'open',
  missing: () => (isOnPath('vegeta') ? undefined : 'vegeta is not on PATH'),
  async start(attack) {
    const { port, path, ratePerS, durationS, folder, openConnections, processor } = attack
    const results = join(folder, 'vegeta.bin')
    const attackWords = [
      `echo "GET http://127.0.0.1:${port}${path}" |`,
      `exec vegeta attack -rate=${ratePerS}/1s -duration=${durationS}s`,
      `-workers=${openConnections} -connections=${openConnections} -output=${results}`,
    ]
    const { pid, output } = startProgram('sh', ['-c', attackWords.join(' ')], processor)
    return { pid, told: output.then(() => toldOf(attack, results)) }
  },
}

/** From its list of all requests: its report stops at p99. */
async function toldOf(
  { isForSpeed, processor }: Attack,
  results: string,
): Promise<Told | undefined> {
  if (isForSpeed) return undefined
  const csv = await startProgram('vegeta', ['encode', '-to', 'csv', results], processor).output
  const rows = csv.split('\n').filter((line) => line !== '')
  const [answeredMs, statuses]: [number[], number[]] = [[], []]
  for (const row of rows) {
    const [, status, latencyNs] = row.split(',')
    statuses.push(Number(status))
    if (status !== '0') answeredMs.push(Number(latencyNs) / 1e6)
  }
  return {
    latenciesMs: quantilesOf(answeredMs),
    errors: statuses.filter((status) => status >= 500).length,
    broken: statuses.filter((status) => status === 0).length,
  }
}
