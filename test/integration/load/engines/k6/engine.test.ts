import { expect, test } from 'vitest'
import { scheduleOf } from '../../../../../load/schedule.ts'
import { countsOf, expectWhole, httpPort, launchOf, patient } from '../../offer.ts'
import type { Steering } from '../../start-generator.ts'
import { below, isK6, until } from './k6-processes.ts'
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
    const { answered, late } = endsOf(run)
    expect(answered.length + late).toBe(200)
    const operations = run.texts('operation')
    expect(new Set(answered.map((row) => operations[row]))).toEqual(new Set(['read']))
    expect(new Set(run.texts('population'))).toEqual(new Set(['users']))
    expect(hosts).toEqual(new Set(['gateway.example']))
    const sent = parents.map((parent) => Number.parseInt(parent.slice(19, 35), 16))
    const ids = run.numbers('requestId')
    expect(sent.toSorted()).toEqual(answered.map((row) => ids[row]).toSorted())
  },
)

k6Test.each(k6s)('%s makes one number of requests, warm-up and all', async (_name, path) => {
  const port = await httpPort((_request, response) => response.end())
  const warm = { ...roomy, durationS: 3, warmUpS: 1 }
  const run = await offerK6(port, { path, changes: warm, settings: { usersMax: 200 } })
  // The last two of the fifty that rise from nothing are left out.
  const { answered, late } = endsOf(run)
  expect([answered.length + late, run.count]).toEqual([248, 248])
})

k6Test.each(k6s)('%s tells nobody for what it was too late: it is counted', async (_name, path) => {
  let k6: number | undefined
  let stoppedAtUs: number | undefined
  let seen = 0
  let nowUs = () => 0
  const port = await httpPort((_request, response) => {
    seen += 1
    response.end()
    // As when the machine stands still until its time is over: at once, as this process may stand next.
    if (seen !== 20 || k6 === undefined) return
    process.kill(k6, 'SIGSTOP')
    stoppedAtUs = nowUs()
  })
  const long = { ...roomy, durationS: 4, connections: 400 }
  const steer: Steering = async (child, now) => {
    nowUs = now
    const [pid = 0] = below(child.pid).filter((each) => isK6(each, path))
    k6 = pid
    await child.command('start', { startAtUs: now() })
    await until(() => stoppedAtUs !== undefined && now() > stoppedAtUs + long.durationS * 1_000_000)
    process.kill(pid, 'SIGCONT')
  }
  const run = await offerK6(port, { path, changes: long, settings: { usersMax: 400 }, steer })
  const { answered, late } = endsOf(run)
  expect(answered.length + late).toBe(400)
  expect(late).toBeGreaterThan(0)
})

type Run = Awaited<ReturnType<typeof offerK6>>

/** Rows of requests that were answered, and how many k6 was too late for: on a busy machine, a few. */
function endsOf({ texts }: Run) {
  const [outcomes, failures] = [texts('outcome'), texts('failure')]
  const answered = [...outcomes.keys()].filter((row) => outcomes[row] === 'ok')
  const isLate = (outcome: string, row: number) =>
    outcome === 'not-sent' && failures[row] === 'deadline'
  return { answered, late: outcomes.filter(isLate).length }
}

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
  expect(run.result.k6?.droppedIterations).toBe(notSent - endsOf(run).late)
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
