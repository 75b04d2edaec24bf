import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readLedger } from '../../../../../ledger/reader.ts'
import { clientRecord } from '../../../../../ledger/records.ts'
import { mayGoFirst } from '../../../../../load/pacing/real-time.ts'
import { scheduleOf } from '../../../../../load/schedule.ts'
import { countsOf, expectWhole, httpPort, launchOf, patient } from '../../offer.ts'
import type { Steering } from '../../start-generator.ts'
import { k6s, offerK6 } from './offer-k6.ts'
import { isWithoutK6, waitForK6 } from './wait-for-k6.ts'

waitForK6()
/** Skipped where there is neither Go nor a k6 that was built. */
const k6Test = test.skipIf(isWithoutK6)

/** k6 takes nothing shorter than a second. */
const changes = { ...patient, durationS: 2, connections: 50 }
/** A user for every request: however long a busy machine stalls, none is dropped. */
const roomy = { ...changes, connections: 200 }

k6Test.each(k6s)(
  '%s offers what the native engine does, under the same ids',
  async (_name, path, by) => {
    const parents: string[] = []
    const hosts = new Set<string>()
    const port = await httpPort((request, response) => {
      parents.push(String(request.headers.traceparent))
      hosts.add(String(request.headers.host))
      response.end('hello')
    })
    const run = await offerK6(port, { path, changes: roomy, settings: { usersMax: 200 } })
    expectWhole(run)
    expect(run.result.k6).toMatchObject({ by, exitCode: 0, droppedIterations: 0, withoutId: 0 })
    expect(run.count).toBe(scheduleOf({ ...launchOf(port, 0n, ''), ...roomy }).arrivalsUs.length)
    expect(new Set(run.texts('operation'))).toEqual(new Set(['read']))
    expect(countsOf(run.texts('outcome'))).toEqual({ ok: 200 })
    expect(new Set(run.texts('population'))).toEqual(new Set(['users']))
    expect(hosts).toEqual(new Set(['gateway.example']))
    const sent = parents.map((parent) => Number.parseInt(parent.slice(19, 35), 16))
    expect(sent.toSorted()).toEqual(run.numbers('requestId').toSorted())
  },
)

k6Test.each(k6s)('%s makes one number of requests, warm-up and all', async (_name, path) => {
  const port = await httpPort((_request, response) => response.end())
  const warm = { ...roomy, durationS: 3, warmUpS: 1 }
  const run = await offerK6(port, { path, changes: warm, settings: { usersMax: 200 } })
  // The last two of the fifty that rise from nothing are left out.
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 248 })
})

const [[, newest]] = k6s

/** A script that npm packages, batches and promises make harder than most. */
const checkout = `
  import { check, sleep } from 'k6'
  import http, { get } from 'k6/http'
  import { Counter } from 'k6/metrics'
  const orders = new Counter('orders')
  export const options = {
    scenarios: { buyers: { executor: 'per-vu-iterations', vus: 2, iterations: 3 } },
    thresholds: { http_req_failed: ['rate<0.5'], orders: ['count>1000'] },
  }
  export function setup() { http.get('http://127.0.0.1:1/none', { timeout: '50ms' }) }
  export default async function () {
    const url = __ENV.BASE_URL
    check(get(url + '/a/17'), { ok: ({ status }) => status === 200 })
    const [one, two] = http.batch([url + '/b', ['POST', url + '/c', '{}', { tags: { name: 'c' } }]])
    check(one, { same: ({ url }) => url.endsWith('/b') && two.status === 201 })
    const late = await http.asyncRequest('PUT', http.url\`\${url}/d/\${__ITER}\`, 'x')
    if (late.body === 'hello') orders.add(1)
    sleep(0.05)
  }`

k6Test(
  'a script need not know of the run: all its requests carry ids, and its thresholds are told',
  async () => {
    const seen = new Map<number, string>()
    const port = await httpPort((request, response) => {
      const id = Number.parseInt(String(request.headers.traceparent).slice(19, 35), 16)
      seen.set(id, `${request.method} ${request.url}`)
      response.writeHead(request.url === '/c' ? 201 : 200).end('hello')
    })
    const run = await offerK6(port, { script: checkout, changes })
    expectWhole(run)
    expect(run.count).toBe(24)
    expect(seen.size).toBe(24)
    const operations = run.texts('operation')
    expect(countsOf(operations)).toEqual({ 'GET /a/{id}': 6, 'GET /b': 6, c: 6, 'PUT /d/{id}': 6 })
    const sentAs = { 'GET /a/{id}': 'GET /a/17', c: 'POST /c' }
    const pairs = run.numbers('requestId').map((id, row) => [seen.get(id), operations[row]])
    for (const [sent = '', operation = ''] of pairs) {
      const expected = Object.entries(sentAs).find(([name]) => name === operation)?.[1]
      expect(sent.replace(/\d$/, '{id}')).toBe((expected ?? operation).replace(/\d$/, '{id}'))
    }
    expect(run.result.k6).toMatchObject({ exitCode: 99, withoutId: 0 })
    expect(run.result.k6?.thresholds).toEqual(
      expect.arrayContaining([
        { metric: 'http_req_failed', threshold: 'rate<0.5', isMet: true },
        { metric: 'orders', threshold: 'count>1000', isMet: false },
      ]),
    )
  },
)

k6Test('what finds no virtual user in time is counted as not sent', async () => {
  const port = await httpPort((_request, response) => setTimeout(() => response.end(), 300))
  const settings = { usersMax: 2 }
  const run = await offerK6(port, { settings, changes })
  expectWhole(run)
  const { ok = 0, 'not-sent': notSent = 0 } = countsOf(run.texts('outcome'))
  expect(run.result.k6?.droppedIterations).toBe(notSent)
  // How many are due at the very end, k6 leaves to chance.
  expect(ok + notSent).toBe(run.count)
  expect(run.count).toBeGreaterThan(190)
  expect(notSent).toBeGreaterThan(150)
})

k6Test(
  'what never answers, refuses or breaks off is unknown or failed, as it is for any client',
  async () => {
    const port = await httpPort((request, response) => {
      if (request.url === '/reset') request.socket.resetAndDestroy()
      if (request.url === '/late') setTimeout(() => response.end(), 2_000).unref()
    })
    const script = `
    import http from 'k6/http'
    export const options = { scenarios: { one: { executor: 'shared-iterations', vus: 1, iterations: 2 } } }
    export default function () {
      http.get(__ENV.BASE_URL + '/reset')
      http.get(__ENV.BASE_URL + '/late')
    }`
    const run = await offerK6(port, { script, changes: { ...changes, deadlineMs: 1_000 } })
    expectWhole(run)
    const ends = run
      .texts('failure')
      .map((failure, row) => `${run.texts('outcome')[row]} ${failure}`)
    expect(countsOf(ends)).toMatchObject({ 'unknown deadline': 2 })
    expect(ends.filter((end) => /^unknown (reset|closed)$/.test(end))).toHaveLength(2)
  },
)

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

/** All processes below one, however deep. */
function below(pid: number): number[] {
  const told = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  const own = told === '' ? [] : told.split(' ').map(Number)
  return own.flatMap((child) => [child, ...below(child)])
}

const isK6 = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(newest)

k6Test('k6 runs before everything else where the system allows it', async () => {
  vi.stubEnv('GOGC', '200')
  onTestFinished(() => void vi.unstubAllEnvs())
  const port = await httpPort((_request, response) => response.end())
  let policies: readonly string[] = []
  let variables: readonly string[] = []
  const steer: Steering = async (child, nowUs) => {
    const [k6] = below(child.pid).filter(isK6)
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
        const [k6] = below(child.pid).filter(isK6)
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
      k6 = below(child.pid).find(isK6) ?? 0
      await child.kill()
    },
  })
  await expect(ended).rejects.toThrow('PROCESS_GONE')
  expect(k6).toBeGreaterThan(0)
  await until(() => !existsSync(`/proc/${k6}`))
})

async function until(isSo: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 20_000
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error('it did not become so within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
