import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import { readLedger } from '../../ledger/reader.ts'
import { clientRecord } from '../../ledger/records.ts'
import { summaryIn } from '../../reports/read-summary.ts'
import { ledgerFilesOf } from '../../reports/store/ledger-files.ts'
import { readManifest } from '../../reports/store/manifest.ts'
import { quantilesOf } from '../load/quantiles-of.ts'
import type { Engine, Trial } from './agreement.ts'
import { type EnginesPlan, requestsDueOf, settingsOf, settledAtS } from './plan.ts'

const root = resolve(import.meta.dirname, '../..')

/** Runs zone-down as a user would, its load made by that engine. */
export async function runTrial(
  engine: Engine,
  seed: number,
  plan: EnginesPlan,
  folder: string,
): Promise<Trial> {
  const results = mkdtempSync(join(folder, `${engine}-`))
  const said = await drill(engine, seed, plan, results)
  const [name] = readdirSync(results)
  if (name === undefined) throw noDrill(engine, said)
  return trialIn(join(results, name), engine, plan)
}

/** Resolves to what it said on stderr; its verdict is not asked for. */
function drill(engine: Engine, seed: number, plan: EnginesPlan, results: string): Promise<string> {
  const set = settingsOf(plan).flatMap((setting) => ['--set', setting])
  const words = ['run', 'zone-down', '--engine', engine, '--seed', String(seed), '--quiet']
  const args = [join(root, 'cli/main.ts'), ...words, '--out', results, ...set]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk)
  })
  return new Promise((done) => child.on('close', () => done(said)))
}

/** Reads a run folder; a GatedrillError says that the drill was not played to its end. */
export async function trialIn(folder: string, engine: Engine, plan: EnginesPlan): Promise<Trial> {
  const { reconciliation } = await summaryIn(folder)
  const { loadStartUs, machineUse, ended, endedWhy = '' } = readManifest(folder)
  if (ended !== 'complete') throw noDrill(engine, endedWhy)
  const seen = requestsIn(folder)
  const latenciesMs = (fromS: number, toS: number) =>
    seen
      .filter(({ isOk, intendedAtUs }) => {
        const atS = (intendedAtUs - loadStartUs) / 1e6
        return isOk && atS >= fromS && atS < toS
      })
      .map(({ latencyMs }) => latencyMs)
  const [p50Ms = Number.NaN, , p99Ms = Number.NaN] = quantilesOf(
    latenciesMs(settledAtS, plan.faultAtS),
  )
  const faultEndS = plan.faultAtS + plan.faultDurationS
  const [, , faultP99Ms = Number.NaN] = quantilesOf(latenciesMs(plan.faultAtS, faultEndS))
  const requests = new Set(seen.map(({ requestId }) => requestId)).size
  const { scheduled = Number.NaN, notSent } = reconciliation
  return {
    engine,
    due: requestsDueOf(plan, engine, scheduled, { requests, notSent }),
    requests,
    isExact: reconciliation.isExact,
    notSent,
    ok: reconciliation.ok,
    p50Ms,
    p99Ms,
    faultP99Ms,
    busyShare: machineUse?.busyShare ?? 0,
    otherShare: machineUse?.otherShare ?? 0,
  }
}

function requestsIn(folder: string) {
  return ledgerFilesOf(folder)
    .filter(({ record }) => record === 'client')
    .flatMap(({ file }) => {
      const { columns } = readLedger(join(folder, 'ledgers', file), clientRecord)
      const numbers = (name: string) => Array.from(columns[name] ?? [], Number)
      const [intended, ended] = [numbers('intendedAtUs'), numbers('endedAtUs')]
      return numbers('requestId').map((requestId, row) => ({
        requestId,
        intendedAtUs: intended[row] ?? 0,
        latencyMs: ((ended[row] ?? 0) - (intended[row] ?? 0)) / 1_000,
        isOk: columns.outcome?.[row] === 'ok',
      }))
    })
}

function noDrill(engine: Engine, why: string): GatedrillError {
  return new GatedrillError({
    code: 'BENCH_NO_DRILL',
    where: `gatedrill run zone-down --engine ${engine}`,
    what: 'the drill was not played to its end',
    why: why.trim() || 'it said nothing',
    fix: 'run this on a machine that is less busy; for k6, npm run build:k6',
  })
}
