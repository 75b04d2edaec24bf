import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { readLedger } from '../../../ledger/reader.ts'
import { clientRecord } from '../../../ledger/records.ts'
import { realClock } from '../../../sim/clock.ts'
import { launchesOf } from '../../../sim/load-generators.ts'
import { startLoad } from '../../../sim/load-run.ts'
import { Processes } from '../../../sim/processes/processes.ts'
import { launchOf } from './offer.ts'

/** Runs a load by real generators, and reads what they wrote: requests in the order of their ids. */
export async function loadOf(port: number, generators: number, changes: Partial<LoadLaunch>) {
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  try {
    const epochNs = newEpochNs()
    const nowUs = clockSince(epochNs)
    const launch = { ...launchOf(port, epochNs, folder), generator: 'load', ...changes }
    await using processes = new Processes({
      clock: realClock(nowUs),
      logFolder: folder,
      mainOf: undefined,
      onEvent: () => undefined,
      onLost: () => undefined,
    })
    const launches = launchesOf(launch, generators)
    const run = await startLoad(processes, launches, () => undefined)
    const startAtUs = nowUs() + 100_000
    await run.begin(startAtUs)
    const result = await run.done
    const files = launches.map(({ generator }) =>
      readLedger(join(folder, `client-${generator}.ledger`), clientRecord),
    )
    const requests = files.flatMap(({ columns: { requestId, intendedAtUs, operation } }) =>
      Array.from(requestId ?? [], Number).map((id, at) => ({
        id,
        afterUs: Math.round(Number(intendedAtUs?.[at]) - startAtUs),
        operation: String(operation?.[at]),
      })),
    )
    return { result, files, requests: requests.toSorted((a, b) => a.id - b.id) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
