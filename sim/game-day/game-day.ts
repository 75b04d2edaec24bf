import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { RunManifest } from '../../ledger/run.ts'
import { rejectedWhen, wait } from '../clock.ts'
import type { DrillParts } from '../drill.ts'
import { DrillEnded } from '../errors.ts'
import { journalAt } from '../faults/journal.ts'
import { watchHarness } from '../harness-watch.ts'
import { LoadPhase } from '../load-phase.ts'
import { identityOf } from '../processes/process-identity.ts'
import { withoutSecrets } from '../run-folder.ts'
import { Session, type Stage } from '../session.ts'
import { controllerApi } from './controller-api.ts'
import { FaultDesk } from './fault-desk.ts'
import { type GameDayState, writeStateFile } from './state-file.ts'
import { statusOf } from './status.ts'

export type GameDayOptions = {
  /** Whether load runs from the beginning. */
  readonly hasLoad: boolean
  /** Told when other commands can reach it. */
  onUp?(state: GameDayState): void
}

/** What is still on its way inside the world when the last client has its outcome. */
const drainMs = 500

/**
 * Holds a world up until it is told to end: faults come over the controller's API, and nothing is
 * planned. The run folder is that of a drill, with the faults that were injected.
 */
export function playGameDay(parts: DrillParts, options: GameDayOptions): Promise<RunManifest> {
  return new Session(parts).run(async (stage) => {
    if (options.hasLoad) await underLoad(parts, stage, options)
    else await withoutLoad(parts, stage, options)
    await wait(parts.clock, drainMs, stage.signal)
  })
}

async function underLoad(parts: DrillParts, stage: Stage, options: GameDayOptions): Promise<void> {
  using load = await LoadPhase.begin({ ...parts, stage })
  let isOver = false
  const ended = load.ended().then(() => {
    isOver = true
  })
  // A load that goes by itself takes the day with it; one that is done does not.
  ended.catch((error) => stage.end(new DrillEnded('failed', String(error))))
  try {
    await beUp(parts, stage, load.loadStartUs, options)
  } finally {
    if (!isOver) await load.cutShort()
    keepLength(parts)
  }
}

async function withoutLoad(
  parts: DrillParts,
  stage: Stage,
  options: GameDayOptions,
): Promise<void> {
  const { clock, record } = parts
  const loadStartUs = clock.nowUs()
  const harness = watchHarness(clock, () => stage.processes.pids)
  record.update({ loadStartUs, loadEndUs: loadStartUs })
  try {
    await beUp(parts, stage, loadStartUs, options)
  } finally {
    record.update({ loadEndUs: clock.nowUs(), ...harness.stop() })
    keepLength(parts)
  }
}

/** Takes commands until `down`, then ends every fault; rejects when the run is broken off. */
async function beUp(
  { clock, record, context, plan }: DrillParts,
  stage: Stage,
  loadStartUs: number,
  { onUp }: GameDayOptions,
): Promise<void> {
  const { runId, scenario } = context
  const folder = resolve(context.folder)
  const { world, signal } = stage
  const journal = journalAt(join(folder, 'journal.ndjson'))
  const desk = new FaultDesk({
    clock,
    record,
    world,
    signal,
    plan: plan.world,
    journal,
    loadStartUs,
  })
  const down = Promise.withResolvers<void>()
  const upAtUs = clock.nowUs()
  const token = randomBytes(32).toString('hex')
  await using app = controllerApi({
    token,
    desk,
    status: () => statusOf({ clock, record, stage, desk, scenario, runId, folder, upAtUs }),
    down: () => down.resolve(),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  const state: GameDayState = {
    format: 'gatedrill-game-day-1',
    scenario: scenario.name,
    runId,
    folder,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    token,
    startedAt: record.manifest.startedAt,
    pid: process.pid,
    controller: identityOf(process.pid),
  }
  using _file = writeStateFile(state)
  onUp?.(state)
  try {
    await Promise.race([down.promise, rejectedWhen(stage.signal)])
  } finally {
    await desk.close()
  }
}

/** The load lasted as long as somebody wanted: the manifest says how long, as a scenario would. */
function keepLength({ record, context }: DrillParts): void {
  const { loadStartUs, loadEndUs } = record.manifest
  // Ended within the warm-up, there was none that is judged.
  const endUs = Math.max(loadEndUs, loadStartUs)
  const durationS = (endUs - loadStartUs) / 1_000_000
  const { scenario } = context
  const lasted = { ...scenario, load: { ...scenario.load, durationS } }
  record.update({ loadEndUs: endUs, scenario: withoutSecrets(lasted) })
}
