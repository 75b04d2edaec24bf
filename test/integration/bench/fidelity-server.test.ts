import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { laws } from '../../../bench/fidelity/law.ts'
import { serverLogSchema } from '../../../bench/fidelity/server-log.ts'
import { clockSince } from '../../../ledger/clock.ts'
import { realClock } from '../../../sim/clock.ts'
import { Child } from '../../../sim/processes/child.ts'

test('an answer that is due before all others does not wait for theirs', async () => {
  const { answerOf } = lawOf('lognormal')
  const leadMs = (index: number) => answerOf(index).afterMs - answerOf(index + 1).afterMs
  let long = 0
  while (leadMs(long) < 40) long += 1
  const { port, log } = await startServer('lognormal')
  for (let index = 0; index < long; index += 1) await open(port).ask()

  const told: string[] = []
  const answerTo = async (name: string) => {
    await open(port).ask()
    told.push(name)
  }
  const first = answerTo('the long one')
  // It is received, and waited for.
  while ((await log()).requests === long) await sleep(1)
  await Promise.all([first, answerTo('the short one')])
  expect(told).toEqual(['the short one', 'the long one'])
  const { requests, lateMs } = await log()
  expect(requests).toBe(long + 2)
  expect(lateMs[long + 1]).toBeLessThan(leadMs(long) / 2)
  expect(Math.min(...lateMs.map(Number))).toBeGreaterThanOrEqual(0)
})

test('what is ignored is answered and not counted, and after it the law begins anew', async () => {
  const { port, log, begin } = await startServer('errors')
  const connection = open(port)
  const ask = async (count: number) => {
    const statuses: string[] = []
    for (const answer of await connection.ask(count)) statuses.push(answer.slice(9, 12))
    return statuses
  }
  await ask(40)
  await begin(3)
  expect(await ask(3)).toEqual(['200', '200', '200'])
  expect((await log()).requests).toBe(0)
  const statuses = await ask(100)
  expect([statuses.indexOf('500'), statuses.lastIndexOf('500')]).toEqual([99, 99])
  expect(await log()).toMatchObject({ requests: 100, errors: 1, resets: 0 })
})

test('a stall makes late what is due in it, by the law: the server is in time', async () => {
  const { stall } = lawOf('stall')
  const { port, log } = await startServer('stall')
  await open(port).ask()
  const { firstAtUs } = await log()
  const nowMs = () => (clockSince(0n)() - firstAtUs) / 1_000
  const { firstAtMs = 0, lastsMs = 0 } = stall ?? {}
  await sleep(firstAtMs + lastsMs / 2 - nowMs())
  await open(port).ask()
  expect(nowMs()).toBeGreaterThanOrEqual(firstAtMs + lastsMs)
  const { lateMs } = await log()
  expect(lateMs[1]).toBeGreaterThanOrEqual(0)
  expect(lateMs[1]).toBeLessThan(lastsMs / 4)
})

test('a connection that the law resets gets nothing else', async () => {
  const { port, log } = await startServer('resets')
  const index = Array.from({ length: 100 }, (_, at) => at).findIndex(
    (at) => lawOf('resets').answerOf(at).isReset,
  )
  await open(port).ask(index)
  await expect(open(port).ask()).rejects.toMatchObject({ code: 'ECONNRESET' })
  const { lateMs, ...counts } = await log()
  expect(counts).toMatchObject({ requests: index + 1, errors: 0, resets: 1 })
  expect(lateMs.filter((ms) => ms === null)).toEqual([null])
})

function lawOf(name: string) {
  const law = laws.find((each) => each.name === name)
  if (law === undefined) throw new Error(`there is no law ${name}`)
  return law
}

async function startServer(law: string) {
  const folder = mkdtempSync(join(tmpdir(), 'fidelity-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const child = new Child({
    name: law,
    main: 'bench/fidelity/server.main',
    launch: { law },
    logPath: join(folder, 'server.log'),
    readyWithinMs: 20_000,
    clock: realClock(clockSince(0n)),
    onEvent: () => undefined,
    onProgress: () => undefined,
  })
  onTestFinished(() => child[Symbol.asyncDispose]())
  await child.ready()
  const port = child.portOf('http')
  return {
    port,
    log: async () => serverLogSchema.parse(await child.command('log', {})),
    begin: (ignored: number) => child.command('begin', { ignored }),
  }
}

/** Asks so many times at once, and waits for as many answers: their heads. */
function open(port: number) {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  const ask = (count = 1) =>
    new Promise<readonly string[]>((resolve, reject) => {
      let text = ''
      const read = (chunk: Buffer) => {
        text += chunk.toString('latin1')
        const heads = text.match(/HTTP\/1\.1 .*/g) ?? []
        if (heads.length < count) return
        socket.off('data', read)
        resolve(heads)
      }
      socket.on('data', read)
      socket.once('error', reject)
      socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(count))
    })
  return { ask }
}
