import { join } from 'node:path'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { backendLaunchSchema, backendLedgerFileOf } from '../../ledger/launch/backend.ts'
import { backendRecord } from '../../ledger/records.ts'
import { LedgerWriter } from '../../ledger/writer.ts'
import { serve } from '../http-process.ts'
import { simulatedBackend } from './backend.ts'
import { serviceTimesOf } from './service-time.ts'

/** The process of a simulated backend. */
const { launch, notify } = await parentOf(backendLaunchSchema)
const { name, runId, bodyBytes, ledgerFolder } = launch
const ledger =
  ledgerFolder === undefined
    ? undefined
    : new LedgerWriter(backendRecord, join(ledgerFolder, backendLedgerFileOf(launch)), name)
const app = simulatedBackend({
  name,
  runId,
  bodyBytes,
  serviceMs: serviceTimesOf(launch, launch.seed, `backend-${name}-${launch.incarnation}`),
  after: (delayMs, call) => setTimeout(call, delayMs),
  nowUs: clockSince(BigInt(launch.epochNs)),
  record: (record) => ledger?.append(record),
})
// Both ends of its life pass here, so the last turn's records are written.
process.once('SIGTERM', () => process.exit(0))
process.on('exit', () => ledger?.flush())
if (!(await serve(app, launch.listen, notify))) process.exit(1)
