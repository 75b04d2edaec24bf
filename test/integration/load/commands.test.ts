import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { mayGoFirst } from '../../../load/pacing/real-time.ts'
import { countsOf, expectWhole, httpPort, offer, read } from './offer.ts'

const answering = () => httpPort((_request, response) => response.end())
const inAMoment = (nowUs: () => number) => ({ startAtUs: nowUs() + 50_000 })
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('stopped, it offers nothing more, and what is under way still ends', async () => {
  const port = await httpPort((_request, response) => setTimeout(() => response.end(), 100))
  const run = await offer(port, { durationS: 30, connections: 64 }, async (child, nowUs) => {
    await child.command('start', inAMoment(nowUs))
    await pause(500)
    await child.command('stop', {})
  })
  expectWhole(run)
  expect(run.count).toBeGreaterThan(10)
  expect(run.count).toBeLessThan(1_000)
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: run.count })
})

test('stopped before it starts, it offers nothing and still says so', async () => {
  const run = await offer(await answering(), {}, async (child, nowUs) => {
    await child.command('stop', {})
    await child.command('start', inAMoment(nowUs))
  })
  expect(run.result.offered).toBe(0)
  expectWhole(run)
})

test('a second start is refused, and the first one goes on', async () => {
  const run = await offer(await answering(), {}, async (child, nowUs) => {
    await child.command('start', inAMoment(nowUs))
    await expect(child.command('start', inAMoment(nowUs))).rejects.toThrow(/started before/)
    await expect(child.command('dance', {})).rejects.toThrow(/no command dance/)
  })
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 100 })
  expectWhole(run)
})

test('ended by SIGTERM, it still writes down what it had offered', async () => {
  const port = await httpPort(() => undefined)
  const launch = { durationS: 30, deadlineMs: 5_000, connections: 4 }
  const run = await offer(port, launch, async (child, nowUs) => {
    await child.command('start', inAMoment(nowUs))
    await pause(500)
    // Not awaited: what it says last is read meanwhile.
    void child.stop()
  })
  expectWhole(run)
  expect(run.count).toBeGreaterThan(10)
  expect(countsOf(run.texts('failure'))).toEqual({ aborted: run.count })
  expect(countsOf(run.texts('outcome'))).toEqual({ unknown: 4, 'not-sent': run.count - 4 })
})

test('tells its numbers each second', async () => {
  const { progress } = await offer(await answering(), { durationS: 2.5 })
  expect(progress.length).toBeGreaterThanOrEqual(2)
  expect(progress[0]).toMatchObject({ second: 0, rejected: 0, failed: 0, unknown: 0, notSent: 0 })
})

test.each([
  ['a path with a space', { ...read, path: '/a b' }, /operation read: GET \/a b.*path/],
  ['a method of two words', { ...read, method: 'GET IT' }, /method/],
  [
    'a header with a line break',
    { ...read, headers: { x: 'a\nb' } },
    /header x "a\\nb" has characters/,
  ],
  ['an empty range', { ...read, path: '/{id:9..1}' }, /no integer lies in 9\.\.1/],
])('%s is refused before anything is sent', async (_case, operation, message) => {
  let received = 0
  const port = await httpPort((_request, response) => {
    received += 1
    response.end()
  })
  await expect(offer(port, { operations: [operation] })).rejects.toThrow(message)
  expect(received).toBe(0)
})

test('more arrivals than can be computed in advance are refused with their number', async () => {
  const offered = offer(await answering(), { ratePerS: 100_000, durationS: 86_400 })
  await expect(offered).rejects.toThrow(/8640000000 arrivals[\s\S]*lower ratePerS/)
})

test('a rate beyond the machine loses no request from the books, and shows as lateness', async () => {
  const port = await answering()
  const run = await offer(port, { ratePerS: 100_000, durationS: 1, deadlineMs: 200 })
  expectWhole(run)
  expect(run.count).toBe(100_000)
  const { ok = 0 } = countsOf(run.texts('outcome'))
  // Answers are read however much is due.
  expect(ok).toBeGreaterThan(0)
  expect(run.result.pacerLatenessMaxMs).toBeGreaterThan(1)
})

test('runs before everything else where the system allows it', async () => {
  let policy = ''
  await offer(await answering(), { durationS: 0.1 }, async (child, nowUs) => {
    policy = spawnSync('chrt', ['-p', String(child.pid)], { encoding: 'utf8' }).stdout ?? ''
    await child.command('start', inAMoment(nowUs))
  })
  expect(policy.includes('SCHED_RR')).toBe(mayGoFirst())
})
