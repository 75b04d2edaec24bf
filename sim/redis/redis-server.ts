import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Clock } from '../clock.ts'
import { until } from '../clock.ts'
import { askRedis } from './ask-redis.ts'

export type RedisServerOptions = {
  readonly host: string
  readonly clock: Clock
  readonly maxMemoryMb: number
  /** Where it may leave a file. */
  readonly stateFolder: string
  /** The port of the server whose data it follows; absent: it is a primary. */
  readonly replicaOf?: number
}

/** One `redis-server` process whose data is gone with it. */
export type RedisServer = {
  readonly port: number
  readonly isUp: boolean
  /** See `askRedis`. */
  ask(...commands: string[]): Promise<string>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/**
 * A server does not watch a pipe, and would outlive whoever started it: two shells do it for it.
 * When the pipe closes, however its other end died, the server is killed; when the server goes by
 * itself, its watch goes first, since its process id may be another's then.
 */
const watched = `exec 3<&0
"$@" </dev/null 3<&- & server=$!
( cat <&3 >/dev/null; kill -9 $server ) 2>/dev/null & watch=$!
wait $server; code=$?
kill $watch 2>/dev/null
exit $code`

const attemptsMax = 3
const readyWithinMs = 10_000

/** Starts one on a free port of the host; rejects when it does not answer in time. */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  let problem: unknown
  // A port that was free may be taken before the server has it.
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    try {
      return await startOn(await freePort(options.host), options)
    } catch (error) {
      problem = error
    }
  }
  throw problem
}

async function startOn(port: number, options: RedisServerOptions): Promise<RedisServer> {
  const { host, clock, maxMemoryMb, stateFolder, replicaOf } = options
  const settings = [
    ...['--port', String(port), '--bind', host, '--save', '', '--appendonly', 'no'],
    ...['--dir', stateFolder, '--dbfilename', `${port}.rdb`],
    ...['--maxmemory', `${maxMemoryMb}mb`, '--maxmemory-policy', 'allkeys-lru'],
    // A replica is of use at once, and is told without a file.
    ...['--repl-diskless-sync-delay', '0', '--protected-mode', 'no'],
    ...(replicaOf === undefined ? [] : ['--replicaof', host, String(replicaOf)]),
  ]
  const shell = spawn('sh', ['-c', watched, 'sh', 'redis-server', ...settings], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  let isUp = true
  const exited = once(shell, 'exit').then(() => {
    isUp = false
  })
  shell.stdin.on('error', () => undefined)
  const kill = async () => {
    shell.stdin.end()
    await exited
  }
  const ask = (...commands: string[]) => askRedis({ host, port }, ...commands)
  const answers = async () => !isUp || (await ask('PING').catch(() => '')) === 'PONG'
  await until(clock, { periodMs: 20, withinMs: readyWithinMs }, answers)
  if (!isUp || !(await answers())) {
    await kill()
    throw new Error(`redis-server does not serve on ${host}:${port}`)
  }
  return {
    port,
    get isUp() {
      return isUp
    },
    ask,
    kill,
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
