import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isOnPath } from './is-on-path.ts'
import { startProgram } from './program.ts'
import type { Attack, Told, Tool } from './tool.ts'

const built = join(import.meta.dirname, '../../.cache/k6/k6')
/** What `npm run build:k6` made serves where no other is named. */
const program = process.env.K6_PATH ?? (isOnPath(built) ? built : 'k6')

const countSchema = z.looseObject({ values: z.looseObject({ count: z.number() }) }).optional()
const summarySchema = z.looseObject({
  metrics: z.looseObject({
    http_req_duration: z.looseObject({
      values: z.looseObject({
        'p(50)': z.number(),
        'p(90)': z.number(),
        'p(99)': z.number(),
        'p(99.9)': z.number(),
      }),
    }),
    errors: countSchema,
    broken: countSchema,
  }),
})

/** It keeps the rate as long as it has users left; what it has none for it drops, untimed. */
export const k6: Tool = {
  name: 'k6',
  loop: 'open',
  missing: () =>
    isOnPath(program)
      ? undefined
      : 'k6 is not on PATH, K6_PATH names none, and npm run build:k6 was not run',
  async start(attack) {
    const script = join(attack.folder, 'k6.js')
    const summary = join(attack.folder, 'k6.json')
    writeFileSync(script, scriptOf(attack, summary))
    const quiet = ['--quiet', '--no-usage-report', '--no-thresholds', '--log-output=none']
    const words = ['run', ...quiet, ...(attack.isForSpeed ? [withoutSummary()] : []), script]
    const { pid, output } = startProgram(program, words, attack.processor)
    const told = output.then(() => (attack.isForSpeed ? undefined : toldOf(summary)))
    return { pid, told }
  },
}

/** The flag has another name since 2.0. */
function withoutSummary(): string {
  const { stdout } = spawnSync(program, ['version'], { encoding: 'utf8' })
  const major = Number(/v(\d+)\./.exec(stdout)?.[1] ?? 2)
  return major >= 2 ? '--summary-mode=disabled' : '--no-summary'
}

function scriptOf(attack: Attack, summary: string): string {
  const { port, path, ratePerS, durationS, openConnections, isForSpeed } = attack
  const options = {
    discardResponseBodies: true,
    summaryTrendStats: ['p(50)', 'p(90)', 'p(99)', 'p(99.9)'],
    scenarios: {
      load: {
        executor: 'constant-arrival-rate',
        rate: ratePerS,
        timeUnit: '1s',
        duration: `${durationS}s`,
        preAllocatedVUs: openConnections,
        maxVUs: openConnections,
      },
    },
  }
  const get = `http.get('http://127.0.0.1:${port}${path}')`
  if (isForSpeed) {
    return `import http from 'k6/http'
export const options = ${JSON.stringify(options)}
export default function () { ${get} }
`
  }
  return `import http from 'k6/http'
import { Counter } from 'k6/metrics'
const [errors, broken] = [new Counter('errors'), new Counter('broken')]
export const options = ${JSON.stringify(options)}
export default function () {
  const { status } = ${get}
  if (status >= 500) errors.add(1)
  if (status === 0) broken.add(1)
}
export const handleSummary = (data) => ({ ${JSON.stringify(summary)}: JSON.stringify(data) })
`
}

function toldOf(summary: string): Told {
  const { metrics } = summarySchema.parse(JSON.parse(readFileSync(summary, 'utf8')))
  const { values } = metrics.http_req_duration
  return {
    latenciesMs: [values['p(50)'], values['p(90)'], values['p(99)'], values['p(99.9)']],
    errors: metrics.errors?.values.count ?? 0,
    broken: metrics.broken?.values.count ?? 0,
  }
}
