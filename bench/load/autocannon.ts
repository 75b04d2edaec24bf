import { join } from 'node:path'
import { z } from 'zod'
import { startProgram } from './program.ts'
import type { Tool } from './tool.ts'

const main = join(import.meta.dirname, '../../node_modules/autocannon/autocannon.js')

const toldSchema = z.looseObject({
  latency: z.looseObject({ p50: z.number(), p90: z.number(), p99: z.number(), p99_9: z.number() }),
  '5xx': z.number(),
  errors: z.number(),
})

/** Its rate is a quota that each connection spends at the begin of a second; an answer is waited for. */
export const autocannon: Tool = {
  name: 'autocannon',
  loop: 'closed',
  missing: () => undefined,
  async start({ port, path, ratePerS, durationS, closedConnections, isForSpeed, processor }) {
    const rate = isForSpeed ? [] : ['--overallRate', String(ratePerS)]
    const words = [
      '--json',
      '-c',
      String(closedConnections),
      '-d',
      String(Math.ceil(durationS)),
      ...rate,
    ]
    const url = `http://127.0.0.1:${port}${path}`
    const { pid, output } = startProgram(process.execPath, [main, ...words, url], processor)
    return { pid, told: output.then(toldOf) }
  },
}

function toldOf(output: string) {
  const { latency, '5xx': errors, errors: broken } = toldSchema.parse(JSON.parse(output))
  const { p50, p90, p99, p99_9: p999 } = latency
  return { latenciesMs: [p50, p90, p99, p999], errors, broken }
}
