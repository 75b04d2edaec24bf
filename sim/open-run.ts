import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { clockSince, newEpochNs } from '../ledger/clock.ts'
import { type RevisionContent, revisionOf } from '../ledger/revision.ts'
import { type RunManifest, runFormat } from '../ledger/run.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { zoneAddresses } from './addresses.ts'
import type { LoadOperation } from './callable-operations.ts'
import { realClock } from './clock.ts'
import type { DrillParts } from './drill.ts'
import { refuseStopped } from './guards/stop-file.ts'
import { refuseExpiredTokens } from './load-credentials.ts'
import { resolveOperations } from './load-mix.ts'
import { planDrill } from './plan-drill.ts'
import { identityOf } from './processes/process-identity.ts'
import type { DrillProgress } from './progress.ts'
import { hostFacts, makeRunFolder, traceFileOf, versions, withoutSecrets } from './run-folder.ts'
import { RunRecord } from './run-record.ts'
import { locationsOf } from './topology/places.ts'
import { type PreparedTrace, prepareTrace } from './trace/prepare-trace.ts'

export type RunOptions = {
  readonly scenario: Scenario
  /** The gateway's configuration, with the subscription keys that load sends. */
  readonly content: RevisionContent
  /** Stands in for key vaults, also while the world runs; absent: there are none. */
  readonly vaultFile?: string | undefined
  /** Where it came from, for the report. */
  readonly contentSource: string
  /** The schedule of the load depends on it alone. */
  readonly seed: number
  /** Files of policy documents that will fail; a load made from the configuration avoids them. */
  readonly failing?: ReadonlySet<string>
  /** Of this run; made when absent, refused when not empty. */
  readonly folder: string
  /** What the person typed, for the report. */
  readonly command: string
  /** Nothing is offered: a configuration without any operation to call is no problem then. */
  readonly isWithoutLoad?: boolean
  readonly onProgress?: (progress: DrillProgress) => void
  /** Aborted (Ctrl-C): faults are undone, processes stopped, what was written stays. */
  readonly signal: AbortSignal
  /** Puts other programs in the place of the project's own; absent: none. */
  readonly mainOf?: (main: string) => string
}

/**
 * Resolves a scenario and opens its run folder, with nothing started yet. A GatedrillError says what
 * is wrong; then there is no folder either.
 */
export async function openRun(options: RunOptions): Promise<DrillParts> {
  const { scenario, content, contentSource, seed, folder, command } = options
  const { onProgress, signal, mainOf, vaultFile, isWithoutLoad = false } = options
  const plan = planDrill(scenario, seed)
  const operations = isWithoutLoad ? [] : operationsOf(options)
  refuseExpiredTokens(scenario, new Date())
  const trace = isWithoutLoad ? undefined : await prepareTrace(scenario, operations, content)
  refuseStopped(scenario.guards)
  makeRunFolder(folder)
  const epochNs = newEpochNs()
  const clock = realClock(clockSince(epochNs))
  const runId = randomBytes(8).toString('hex')
  const revision = revisionOf(1, content)
  const { instances, regions, timing } = plan
  const controller = identityOf(process.pid)
  const manifest: RunManifest = {
    format: runFormat,
    scenarioName: scenario.name,
    scenario: withoutSecrets(scenario),
    runId,
    seed,
    startedAt: new Date().toISOString(),
    command,
    versions: versions(),
    host: hostFacts(),
    timing,
    instances,
    revision: { number: revision.number, checksum: revision.checksum, source: contentSource },
    faults: plan.faults.map(({ planned }) => planned),
    loadStartUs: 0,
    loadEndUs: 0,
    loads: [],
    controllerLagMaxMs: 0,
    ...(controller === undefined ? {} : { controller }),
  }
  const record = new RunRecord({ folder, clock, manifest, onProgress })
  record.say('run-started', { scenario: scenario.name, seed, runId })
  keepTrace(trace, folder, record)
  const addresses = await zoneAddresses(locationsOf(scenario.topology))
  const context = {
    scenario,
    timing,
    seed,
    runId,
    epochNs: String(epochNs),
    folder,
    instances,
    regions,
    addresses,
    revision,
    vaultFile,
  }
  return { context, plan, operations, clock, record, signal, mainOf }
}

function operationsOf({ scenario, content, failing, seed }: RunOptions): LoadOperation[] {
  return [...resolveOperations(scenario, content, failing, seed)]
}

function keepTrace(trace: PreparedTrace | undefined, folder: string, record: RunRecord): void {
  if (trace === undefined) return
  writeFileSync(traceFileOf(folder), trace.bytes)
  record.say('trace-read', trace.reading)
}
