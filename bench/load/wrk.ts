import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isOnPath } from './is-on-path.ts'
import { startProgram } from './program.ts'
import { quantiles, type Tool } from './tool.ts'

/** wrk has no JSON; its script gets the numbers before they are printed. Latencies are microseconds. */
const script = `function done(summary, latency, requests)
  local told = string.format('{"errors":%d,"broken":%d,"latenciesUs":[', summary.errors.status,
    summary.errors.read + summary.errors.write + summary.errors.timeout + summary.errors.connect)
  local parts = {}
  for _, q in ipairs({${quantiles.map((quantile) => quantile * 100).join(', ')}}) do
    parts[#parts + 1] = string.format('%d', latency:percentile(q))
  end
  print('TOLD ' .. told .. table.concat(parts, ',') .. ']}')
end
`
const toldSchema = z.strictObject({
  errors: z.number(),
  broken: z.number(),
  latenciesUs: z.array(z.number()),
})

/** Each connection sends when it was answered: it measures how fast a server can, no user's wait. */
export const wrk: Tool = {
  name: 'wrk',
  loop: 'closed',
  missing: () => (isOnPath('wrk') ? undefined : 'wrk is not on PATH'),
  async start({ port, path, durationS, closedConnections, folder, processor }) {
    const file = join(folder, 'wrk.lua')
    writeFileSync(file, script)
    // It knows whole seconds only.
    const words = ['-t1', `-c${closedConnections}`, `-d${Math.ceil(durationS)}s`, '-s', file]
    const url = `http://127.0.0.1:${port}${path}`
    const { pid, output } = startProgram('wrk', [...words, url], processor)
    return { pid, told: output.then(toldOf) }
  },
}

function toldOf(output: string) {
  const json = /^TOLD (.*)$/m.exec(output)?.[1] ?? ''
  const { latenciesUs, ...counts } = toldSchema.parse(JSON.parse(json))
  return { ...counts, latenciesMs: latenciesUs.map((us) => us / 1_000) }
}
