import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { type RedisStatus, redisStatusSchema } from '../../../../ledger/launch/redis.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Child } from '../../../../sim/processes/child.ts'
import { askRedis } from '../../../../sim/redis/ask-redis.ts'
import { hasRedis } from '../../gateway/redis-process.ts'
import { runFolder } from '../run-folder.ts'
import { isAlive } from '../small-drill.ts'

const epochNs = newEpochNs()
const clock = realClock(clockSince(epochNs))
const soon = { timeout: 20_000, interval: 50 }
const lease = { harmId: 'h', faultId: 'f', leaseMs: 60_000, lifetimeMs: 60_000 }
let redis: Child
let root: ReturnType<typeof runFolder>

beforeEach(async () => {
  root = runFolder()
  if (!hasRedis) return
  redis = await startIt()
})
afterEach(async () => {
  if (hasRedis) await redis.kill()
  root[Symbol.dispose]()
})

const startIt = () =>
  Child.start({
    name: 'redis-westeurope',
    main: 'sim/redis/main',
    launch: {
      region: 'westeurope',
      epochNs: String(epochNs),
      listen: { host: '127.0.0.1', port: 0 },
      hasReplica: true,
      stateFolder: join(root.path, 'redis'),
      maxMemoryMb: 16,
    },
    logPath: join(root.path, 'redis.log'),
    readyWithinMs: 30_000,
    clock,
    onEvent: () => undefined,
  })

const ask = (...commands: string[]) =>
  askRedis({ host: '127.0.0.1', port: redis.portOf('redis') }, ...commands)
const status = async (): Promise<RedisStatus> =>
  redisStatusSchema.parse(await redis.command('redis', undefined))

/** Ids of the servers that descend from the process. */
function serversOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,comm=']).toString().trim().split('\n')
  const rows = lines.map((line) => line.trim().split(/\s+/))
  const below = (parent: number): string[][] =>
    rows
      .filter(([, ppid]) => Number(ppid) === parent)
      .flatMap((row) => [row, ...below(Number(row[0]))])
  return below(pid)
    .filter(([, , name]) => name === 'redis-server')
    .map(([id]) => Number(id))
}

test.skipIf(!hasRedis)('no server outlives its process, however that dies', async () => {
  const servers = serversOf(redis.pid)
  expect(servers).toHaveLength(2)
  process.kill(redis.pid, 'SIGKILL')
  await vi.waitFor(() => expect(servers.filter(isAlive)).toEqual([]), soon)
})

test.skipIf(!hasRedis)(
  'a failover keeps what the replica had heard, and makes a new one',
  async () => {
    expect(await ask('SET key value', 'WAIT 1 900')).toBe('1')
    const [servers] = [serversOf(redis.pid)]
    await redis.command('harm', { ...lease, harm: { kind: 'redis-failover', outageMs: 200 } })
    expect((await status()).isUp).toBe(false)
    await vi.waitFor(
      async () => expect(await status()).toMatchObject({ isUp: true, failovers: 1 }),
      soon,
    )
    await redis.command('heal', { harmId: 'h' })
    // The length of the value comes first.
    expect(await ask('GET key')).toBe('5')
    expect(serversOf(redis.pid)).toHaveLength(2)
    expect(servers.filter(isAlive)).toHaveLength(1)
  },
)

test.skipIf(!hasRedis)('lost data is lost on the replica as well', async () => {
  await ask('SET key value')
  expect(await status()).toMatchObject({ keys: 1, losses: 0 })
  await redis.command('harm', { ...lease, harm: { kind: 'redis-lost-data' } })
  expect(await status()).toMatchObject({ keys: 0, losses: 1 })
})
