import { join } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import type { LoadResult } from '../../ledger/launch/load.ts'
import { rejectedWhen, wait } from '../clock.ts'
import type { DrillParts } from '../drill.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import { ledgerFolderOf } from '../launches.ts'
import { launchesOf } from '../load-generators.ts'
import { loadLaunchOf, loadLeadMs } from '../load-phase.ts'
import { startLoad } from '../load-run.ts'
import { openRun, type RunOptions } from '../open-run.ts'
import { Session, type Stage } from '../session.ts'
import { type InstanceUse, useBetween } from './instance-use.ts'

/** What is offered to the world for a while. */
export type ToOffer = { readonly ratePerS: number; readonly durationS: number }

/** What was offered, and what it took; everything else is in the clients' ledgers. */
export type OfferedTrial = ToOffer &
  InstanceUse & {
    readonly units: number
    /** Of the judged part: what comes before was to warm up. Microseconds since the run's epoch. */
    readonly startUs: number
    readonly endUs: number
    readonly load: LoadResult
    /** Of the clients, written to the end. */
    readonly ledgers: readonly string[]
  }

export type TrialWorld = {
  readonly instances: number
  offer(toOffer: ToOffer): Promise<OfferedTrial>
}

/** Before each trial, at most: it is for connections, code is warm by then. */
const warmUpMaxS = 2
/** What is still on its way inside the world when the last client has its outcome. */
const drainMs = 300
const steadyWithinMs = 15_000

/**
 * Starts the scenario's world, lets trials be made in it one after another, and leaves no process
 * behind. Rejects with what made a trial impossible; when the signal is aborted, with its reason.
 */
export async function inTrialWorld<Result>(
  options: RunOptions,
  play: (world: TrialWorld) => Promise<Result>,
): Promise<Result> {
  const parts = await openRun(options)
  const { queueMs } = options.scenario.topology.capacity
  let played: { readonly result: Result } | undefined
  const manifest = await new Session(parts).run(async (stage) => {
    let count = 0
    parts.record.update({ loadStartUs: parts.clock.nowUs() })
    const offer = async (toOffer: ToOffer) => {
      count += 1
      const offered = await offerIn(parts, stage, toOffer, count)
      // The line of a governor goes on after the clients have given up.
      await wait(parts.clock, drainMs + queueMs, stage.signal)
      if (!(await stage.world.becomesSteady(steadyWithinMs, stage.signal))) {
        throw notSteadyAgain(offered)
      }
      return offered
    }
    played = { result: await play({ instances: stage.world.instances.length, offer }) }
    parts.record.update({ loadEndUs: parts.clock.nowUs() })
  })
  options.signal.throwIfAborted()
  if (played === undefined) throw new Error(manifest.endedWhy ?? 'the world ended')
  return played.result
}

async function offerIn(
  { context, operations, clock }: DrillParts,
  stage: Stage,
  toOffer: ToOffer,
  count: number,
): Promise<OfferedTrial> {
  const { processes, world, signal } = stage
  const { scenario } = context
  const warmUpS = Math.min(warmUpMaxS, scenario.load.warmUpS)
  const load = { ...scenario.load, ...toOffer, warmUpS }
  const asked = { ...context, scenario: { ...scenario, load }, seed: context.seed + count }
  const whole = loadLaunchOf({ context: asked, operations }, world)
  const launches = launchesOf(whole, load.generators).map((launch) => ({
    ...launch,
    generator: `${launch.generator}-t${count}`,
  }))
  const run = await startLoad(processes, launches, () => undefined)
  const beginUs = clock.nowUs() + loadLeadMs * 1_000
  const startUs = beginUs + warmUpS * 1e6
  const endUs = startUs + toOffer.durationS * 1e6
  const pids = world.instances.map(({ instance }) => processes.running(instance).pid)
  const using = useBetween(startUs, endUs, {
    clock,
    instances: pids,
    all: () => [process.pid, ...processes.pids],
    signal,
  })
  // Of a load that fails, the rest is of no interest.
  using.catch(() => undefined)
  await run.begin(beginUs)
  const result = await Promise.race([run.done, rejectedWhen(signal)])
  return {
    ...toOffer,
    units: new Set(world.instances.map(({ unit }) => unit)).size,
    startUs,
    endUs,
    load: result,
    ledgers: launches.map(({ generator }) =>
      join(ledgerFolderOf(context.folder), `client-${generator}.ledger`),
    ),
    ...(await using),
  }
}

function notSteadyAgain({ ratePerS, units }: OfferedTrial): GatedrillError {
  return new GatedrillError(
    worldProblem({
      code: worldErrorCodes.worldNotSteady,
      where: `a trial of ${Math.round(ratePerS)} requests/s on ${units} units`,
      what: `the world is not steady again after ${steadyWithinMs / 1_000} s`,
      why: 'an instance does not answer any more, or the edge keeps one out',
      fix: 'see the logs in the result folder, or run on a machine that is less busy',
    }),
  )
}
