import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadLaunch } from '../../ledger/launch/load.ts'
import { readLedger } from '../../ledger/reader.ts'
import { clientRecord } from '../../ledger/records.ts'
import { fullPath, subscriptionKey } from './full-policy.ts'
import { gatewayName, type Subjects } from './subjects.ts'

const durationS = 10
const warmUpS = 3

type Quantiles = { readonly p50Ms: number; readonly p99Ms: number }

/** What the gateway adds to the latency of the bare backend, under the same open-loop load. */
export async function addedLatency(
  subjects: Subjects,
  folder: string,
  ratePerS: number,
): Promise<{ readonly addedP50Ms: number; readonly addedP99Ms: number }> {
  const port = subjects.all.find(({ name }) => name === gatewayName)?.port ?? 0
  const bare = await quantilesAt(subjects, folder, 'bare', subjects.backendPort, ratePerS)
  const through = await quantilesAt(subjects, folder, 'through', port, ratePerS)
  return { addedP50Ms: through.p50Ms - bare.p50Ms, addedP99Ms: through.p99Ms - bare.p99Ms }
}

async function quantilesAt(
  { startChild, nowUs, token, epochNs }: Subjects,
  folder: string,
  name: string,
  port: number,
  ratePerS: number,
): Promise<Quantiles> {
  const ledgerFolder = join(folder, name)
  mkdirSync(ledgerFolder)
  const launch: LoadLaunch = {
    generator: name,
    runId: '00000000000be4c4',
    epochNs,
    seed: 1,
    ledgerFolder,
    target: { host: '127.0.0.1', port },
    host: 'gateway.contoso.example',
    arrivals: 'constant',
    ratePerS,
    durationS,
    population: 'bench',
    connections: 64,
    deadlineMs: 5_000,
    connectTimeoutMs: 1_000,
    operations: [
      {
        name: 'full',
        weight: 1,
        method: 'GET',
        path: fullPath,
        headers: {
          'Ocp-Apim-Subscription-Key': subscriptionKey,
          Authorization: `Bearer ${token}`,
        },
        needsToken: false,
      },
    ],
  }
  const load = await startChild(name, 'load/main', launch)
  await load.command('start', { startAtUs: nowUs() + 100_000 })
  await load.done
  await load.stop()
  const { columns, count } = readLedger(join(ledgerFolder, `client-${name}.ledger`), clientRecord)
  const latenciesMs = Array.from(columns.endedAtUs ?? [], Number)
    // From the moment it was fired: how late the generator was is not the gateway's.
    .map((atUs, row) => (atUs - Number(columns.firedAtUs?.[row])) / 1_000)
    // The first seconds warm connections up.
    .slice(Math.floor((count * warmUpS) / durationS))
    .toSorted((a, b) => a - b)
  const quantile = (share: number) => latenciesMs[Math.ceil(share * latenciesMs.length) - 1] ?? 0
  return { p50Ms: quantile(0.5), p99Ms: quantile(0.99) }
}
