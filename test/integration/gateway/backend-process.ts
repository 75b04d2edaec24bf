import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Notice } from '../../../ledger/child.ts'
import { newEpochNs } from '../../../ledger/clock.ts'
import { type BackendLaunch, backendLedgerFileOf } from '../../../ledger/launch/backend.ts'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { backendRecord } from '../../../ledger/records.ts'
import { mainPathOf } from '../../../sim/processes/main-path.ts'
import { runId } from './gateway-process.ts'

export type BackendProcess = AsyncDisposable & {
  readonly endpoint: Endpoint
  /** Dies at once; its port refuses connections from then on. */
  kill(): Promise<void>
  /** From its ledger: the ids of requests that reached it, and when, in order. */
  received(): { readonly requestIds: number[]; readonly atUs: number[] }
}

/** Starts a simulated backend as the controller does. */
export async function startBackend(
  more: Pick<BackendLaunch, 'name' | 'ledgerFolder'> & Partial<BackendLaunch>,
): Promise<BackendProcess> {
  const launch: BackendLaunch = {
    incarnation: 1,
    runId,
    epochNs: newEpochNs().toString(),
    seed: 1,
    listen: { host: '127.0.0.1', port: 0 },
    latencyMs: 0,
    spread: 0,
    bodyBytes: 100,
    ...more,
  }
  const child = spawn(process.execPath, [mainPathOf('sim/backends/main')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const notice: Notice = JSON.parse(line)
      if (notice.say === 'ready') resolve(notice.ports.http ?? 0)
      if (notice.say === 'failed') reject(new Error(notice.problem))
    })
    void exited.then(() => reject(new Error('the backend ended')))
  })
  child.stdin.write(`${JSON.stringify(launch)}\n`)
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    endpoint: { host: '127.0.0.1', port: await port },
    kill,
    received() {
      const path = join(launch.ledgerFolder ?? '', backendLedgerFileOf(launch))
      const { columns, count } = readLedger(path, backendRecord)
      const rows = Array.from({ length: count }, (_, row) => row).filter(
        (row) => columns.event?.[row] === 'received',
      )
      return {
        requestIds: rows.map((row) => Number(columns.requestId?.[row])),
        atUs: rows.map((row) => Number(columns.receivedAtUs?.[row])),
      }
    },
    [Symbol.asyncDispose]: kill,
  }
}
