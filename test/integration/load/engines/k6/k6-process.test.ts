import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readLedger } from '../../../../../ledger/reader.ts'
import { clientRecord } from '../../../../../ledger/records.ts'
import { mayGoFirst } from '../../../../../load/pacing/real-time.ts'
import { httpPort, patient } from '../../offer.ts'
import type { Steering } from '../../start-generator.ts'
import { below, isK6, newest, until } from './k6-processes.ts'
import { offerK6 } from './offer-k6.ts'
import { isWithoutK6, waitForK6 } from './wait-for-k6.ts'

waitForK6()
/** Skipped where there is neither Go nor a k6 that was built. */
const k6Test = test.skipIf(isWithoutK6)

/** k6 takes nothing shorter than a second. */
const changes = { ...patient, durationS: 2, connections: 50 }

const loop = `
  import http from 'k6/http'
  export default function () { http.get(__ENV.BASE_URL) }`

k6Test.each([
  ['throws as it is read', 'throw new Error("no such luck")', 'LOAD_K6_SCRIPT', 'no such luck'],
  [
    'has a threshold that k6 does not read',
    `export const options = { thresholds: { http_reqs: ['p95 under 3'] } }${loop}`,
    'LOAD_K6_SCRIPT',
    'p95 under 3',
  ],
  [
    'throws in every iteration',
    'export default function () { undefinedThing() }',
    'LOAD_K6_SCRIPT',
    'undefinedThing',
  ],
  [
    'ends the run itself',
    `import { test } from 'k6/execution'${loop.replace('}', '; test.abort("enough") }')}`,
    'LOAD_K6_ENDED',
    'enough',
  ],
])('a script that %s is told with its own words', async (_case, script, code, word) => {
  const port = await httpPort((_request, response) => response.end())
  const ended = offerK6(port, { script, changes, path: newest })
  await expect(ended).rejects.toThrow(word)
  await expect(ended).rejects.toThrow(code)
})

k6Test('k6 runs before everything else where the system allows it', async () => {
  vi.stubEnv('GOGC', '200')
  onTestFinished(() => void vi.unstubAllEnvs())
  const port = await httpPort((_request, response) => response.end())
  let policies: readonly string[] = []
  let variables: readonly string[] = []
  const steer: Steering = async (child, nowUs) => {
    const [k6] = below(child.pid).filter((pid) => isK6(pid))
    const { stdout } = spawnSync('chrt', ['-a', '-p', String(k6)], { encoding: 'utf8' })
    policies = stdout?.match(/SCHED_[A-Z]+/g) ?? []
    variables = readFileSync(`/proc/${k6}/environ`, 'utf8').split('\0')
    await child.command('start', { startAtUs: nowUs() })
  }
  await offerK6(port, { changes, steer })
  // All of its threads.
  expect(policies.length).toBeGreaterThan(1)
  expect(new Set(policies)).toEqual(new Set([mayGoFirst() ? 'SCHED_RR' : 'SCHED_OTHER']))
  // What the surroundings say wins.
  expect(variables).toEqual(expect.arrayContaining(['GOGC=200', 'GOMEMLIMIT=1GiB']))
  const leavesOne = `GOMAXPROCS=${availableParallelism() - 1}`
  expect(variables.includes(leavesOne)).toBe(mayGoFirst())
})

k6Test(
  'a k6 that is killed ends the load with a word, and what it told until then is written',
  async () => {
    const port = await httpPort((_request, response) => response.end())
    const ledgerFolder = mkdtempSync(join(tmpdir(), 'k6-killed-'))
    const ended = offerK6(port, {
      changes: { durationS: 30, ledgerFolder },
      steer: async (child, nowUs) => {
        await child.command('start', { startAtUs: nowUs() })
        const ledger = join(ledgerFolder, 'client-g.ledger')
        await until(() => readLedger(ledger, clientRecord).count > 20)
        const [k6] = below(child.pid).filter((pid) => isK6(pid))
        if (k6 === undefined) throw new Error('there is no k6')
        process.kill(k6, 'SIGKILL')
      },
    })
    await expect(ended).rejects.toThrow('k6 was killed (signal 9)')
    await expect(ended).rejects.toThrow('LOAD_K6_ENDED')
    const { count, gaps, tornBytes } = readLedger(
      join(ledgerFolder, 'client-g.ledger'),
      clientRecord,
    )
    expect(count).toBeGreaterThan(20)
    expect([gaps, tornBytes]).toEqual([0, 0])
    rmSync(ledgerFolder, { recursive: true })
  },
)

k6Test('no k6 outlives its load, however that died', async () => {
  const port = await httpPort((_request, response) => response.end())
  let k6 = 0
  const ended = offerK6(port, {
    changes: { durationS: 30 },
    steer: async (child, nowUs) => {
      await child.command('start', { startAtUs: nowUs() })
      k6 = below(child.pid).find((pid) => isK6(pid)) ?? 0
      await child.kill()
    },
  })
  await expect(ended).rejects.toThrow('PROCESS_GONE')
  expect(k6).toBeGreaterThan(0)
  await until(() => !existsSync(`/proc/${k6}`))
})
