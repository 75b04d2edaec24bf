import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Notice, NoticeEvent } from '../../../ledger/child.ts'
import { newEpochNs } from '../../../ledger/clock.ts'
import type { GatewayLaunch } from '../../../ledger/launch/gateway.ts'
import { mainPathOf } from '../../../sim/processes/main-path.ts'

export const runId = '0123456789abcdef'

export type GatewayProcess = AsyncDisposable & {
  readonly url: string
  readonly ports: Readonly<Record<string, number>>
  readonly child: ChildProcess
  readonly events: readonly NoticeEvent[]
  /** Lines of its standard error. */
  readonly complaints: readonly string[]
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>
}

const local = { host: '127.0.0.1', port: 0 }

/** Starts one instance as the controller does; rejects with what it says when it cannot start. */
export async function startGateway(more: Partial<GatewayLaunch>): Promise<GatewayProcess> {
  const launch: GatewayLaunch = {
    instance: 'westeurope-1-u1-a',
    region: 'westeurope',
    zone: 'westeurope-1',
    incarnation: 1,
    runId,
    epochNs: newEpochNs().toString(),
    listen: local,
    listenPeers: local,
    syncPeriodMs: 50,
    peers: [],
    connectTimeoutMs: 500,
    ...more,
  }
  const child = spawn(process.execPath, [mainPathOf('gateway/main')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const events: NoticeEvent[] = []
  const complaints: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line))
  const ready = new Promise<Readonly<Record<string, number>>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const notice: Notice = JSON.parse(line)
      if (notice.say === 'ready') resolve(notice.ports)
      if (notice.say === 'event') events.push(notice.event)
      if (notice.say === 'failed') reject(new Error(notice.problem))
    })
    void exited.then((code) => reject(new Error(`it ended with ${code}`)))
  })
  child.stdin.write(`${JSON.stringify(launch)}\n`)
  const ports = await ready
  return {
    url: `http://127.0.0.1:${ports.http}`,
    ports,
    child,
    events,
    complaints,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
