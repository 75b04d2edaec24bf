import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export const hasRedis = isThere()

export type RedisProcess = AsyncDisposable & {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
}

function isThere(): boolean {
  try {
    execFileSync('redis-server', ['--version'])
    return true
  } catch {
    return false
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A Redis on loopback that keeps nothing; ends with what it was opened in. */
export async function startRedis(given?: number): Promise<RedisProcess> {
  const port = given ?? (await freePort())
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-redis-'))
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', ['--port', String(port), ...settings], { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  await answering(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answering(port: number): Promise<void> {
  const untilMs = Date.now() + 10_000
  while (Date.now() < untilMs) {
    if (await accepts(port)) return
    await pause(20)
  }
  throw new Error(`nothing listens on ${port}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
