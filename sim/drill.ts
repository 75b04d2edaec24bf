import { join } from 'node:path'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import type { RunManifest } from '../ledger/run.ts'
import { wait } from './clock.ts'
import { type HoldersWatch, watchHolders } from './counters/watch-holders.ts'
import { DrillEnded } from './errors.ts'
import { journalAt } from './faults/journal.ts'
import { LoadPhase, loadLeadMs } from './load-phase.ts'
import type { DrillPlan } from './plan-drill.ts'
import { startChanges } from './scaling/run-changes.ts'
import { scaledWorldOf } from './scaling/scaled-world.ts'
import { Session, type SessionParts, type Stage } from './session.ts'
import { runEdits } from './timeline/run-edits.ts'
import { runTimeline } from './timeline/run-timeline.ts'

export type DrillParts = SessionParts & {
  readonly plan: DrillPlan
  readonly operations: LoadLaunch['operations']
}

/** Past the last deadline; a load that is not done by then never will be. */
const loadGraceMs = 15_000
/** What is still on its way inside the world when the last client has its outcome. */
const drainMs = 500
/** A fault's harm on the links ends by itself this long after it should have been undone. */
const lifetimeSlackMs = 30_000

/**
 * One drill, from the start of its world to the end of its processes: load and faults by the plan.
 * Rejects with what made it fail, after cleaning up; an interruption or a guard is a manifest.
 */
export function playDrill(parts: DrillParts): Promise<RunManifest> {
  const { clock, record, plan } = parts
  for (const { planned } of plan.faults) {
    record.event({
      atUs: clock.nowUs(),
      kind: 'fault-planned',
      source: 'controller',
      fault: planned.id,
      detail: planned,
    })
  }
  return new Session(parts).run((stage) => underLoad(parts, stage))
}

/** The load, the faults and the changes side by side; all have ended when this does. */
async function underLoad(parts: DrillParts, stage: Stage): Promise<void> {
  const { context, clock, record } = parts
  const { durationS, warmUpS, deadlineMs } = context.scenario.load
  const holders = holdersOf(parts, stage)
  {
    using load = await LoadPhase.begin({ ...parts, stage })
    const longestMs = loadLeadMs + (warmUpS + durationS) * 1_000 + deadlineMs + loadGraceMs
    const callOffGuard = clock.after(longestMs, () =>
      stage.end(new DrillEnded('guard', `the load was not done after ${longestMs / 1_000} s`)),
    )
    const timeline = playFaults(parts, stage, load, holders)
    const changes = playChanges(parts, stage, load)
    const edits = playEdits(parts, stage, load)
    try {
      await load.ended()
    } catch (error) {
      // Without load the faults are of no use: undo them before anything else.
      if (!stage.signal.aborted) stage.end(new DrillEnded('failed', String(error)))
      await load.cutShort()
      throw error
    } finally {
      callOffGuard()
      await timeline
      await edits
      await changes.end()
    }
  }
  record.phase('draining')
  await wait(clock, drainMs, stage.signal)
  await holders.atTheEnd()
}

function playChanges({ context, clock, record }: DrillParts, stage: Stage, load: LoadPhase) {
  const { scenario, timing } = context
  const { loadStartUs } = load
  const world = scaledWorldOf(stage.world, stage.processes)
  const options = { clock, world, scenario, timing, loadStartUs }
  return startChanges({ ...options, say: (kind, detail) => record.say(kind, detail) }, stage.signal)
}

/** Of the configuration, as an operator makes them. */
function playEdits({ context, clock, record }: DrillParts, stage: Stage, load: LoadPhase) {
  return runEdits(context.scenario.edits, {
    clock,
    loadStartUs: load.loadStartUs,
    signal: stage.signal,
    endpoint: (service) => stage.world.operatorEndpoint(service === 'standby'),
    say: (kind, detail) => record.say(kind, detail),
  })
}

function holdersOf({ context, clock, record, plan }: DrillParts, stage: Stage): HoldersWatch {
  const { world, processes, signal } = stage
  return watchHolders({
    clock,
    timing: context.timing,
    faults: plan.faults.map(({ planned }) => planned),
    signal,
    instances: () => world.instances,
    ask: async (instance, cut) => processes.running(instance).command('counters', cut),
    say: (event) => record.event(event),
  })
}

function playFaults(
  { context, clock, record, plan }: DrillParts,
  stage: Stage,
  load: LoadPhase,
  holders: HoldersWatch,
) {
  const journal = journalAt(join(context.folder, 'journal.ndjson'))
  const { world, signal } = stage
  const { loadStartUs, loadEndUs } = load
  return runTimeline(plan.faults, {
    clock,
    loadStartUs,
    loadEndUs,
    signal,
    optionsOf: ({ planned }) => ({
      world: world.forFault(planned.id, planned.durationS * 1_000 + lifetimeSlackMs, signal),
      journal,
      say: (event) => {
        record.event({ source: 'controller', ...event })
        holders.faultStep(event)
      },
      onState: (state) => record.faultAt(planned.id, state),
    }),
    onRetargeted: (planned) => record.retarget(planned),
  })
}
