import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type ClockUs, clockSince, newEpochNs } from '../../ledger/clock.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { sweepLeftovers } from '../../sim/sweep/sweep-leftovers.ts'
import { markedProcesses, markVariable } from './marked-processes.ts'
import { loadS, type RandomDrill, smallWorld } from './random-drill.ts'

/** What became of the world of a controller that was killed. */
export type Killed = {
  /** The last thing that the run wrote down before: `world-ready`, `fault-proven zone-down#1`. */
  readonly at: string
  /** Alive at that moment, without the controller. */
  readonly processes: number
  /** Until the last of them was gone; undefined when some stayed. */
  readonly goneMs: number | undefined
  /** Processes of the run that still live, in whatever state. */
  readonly left: number
  /** Whether the run folder holds secrets after the next start has swept up. */
  readonly hasSecrets: boolean
  /** Undefined when it had come to its end before. */
  readonly folder: string | undefined
}

/** All must be gone by then. */
export const goneWithinMs = 5_000
const askEveryMs = 20
const startWithinMs = 60_000

const root = resolve(import.meta.dirname, '../..')

/** Runs the drill as a user would, and kills its controller at the moment that the drill says. */
export async function killController(
  drill: RandomDrill,
  { folder, mark }: { readonly folder: string; readonly mark: string },
): Promise<Killed> {
  const results = join(folder, mark)
  mkdirSync(results, { recursive: true })
  const nowUs = clockSince(newEpochNs())
  const controller = spawn(process.execPath, argumentsOf(drill, results), {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, [markVariable]: mark, GATEDRILL_STATE_HOME: join(folder, 'state') },
  })
  // Whatever fails here: no controller may stay.
  using _last = { [Symbol.dispose]: () => void controller.kill('SIGKILL') }
  const awaited = drill.kill.after === 'load' ? '"load-started"' : '"run-started"'
  await whenSaid(awaited, controller, results, nowUs)
  await pause(drill.kill.delayMs)
  const alive = markedProcesses(mark).filter((pid) => pid !== controller.pid)
  const at = lastEventIn(results)
  controller.kill('SIGKILL')
  const goneMs = await whenGone(mark, nowUs)
  const runFolder = runFolderIn(results)
  sweepLeftovers(results, join(folder, 'state'))
  return {
    at,
    processes: alive.length,
    goneMs,
    left: markedProcesses(mark).length,
    hasSecrets: runFolder !== undefined && existsSync(join(runFolder, 'state')),
    folder: runFolder,
  }
}

function argumentsOf({ faults }: RandomDrill, results: string): readonly string[] {
  const changes = [
    ...smallWorld,
    `load.durationS=${loadS}`,
    'load.warmUpS=1',
    'load.ratePerS=50',
    `faults=${JSON.stringify(faults)}`,
  ]
  const set = changes.flatMap((change) => ['--set', change])
  return [join(root, 'cli/main.ts'), 'run', 'zone-down', '--quiet', '--out', results, ...set]
}

async function whenSaid(
  event: string,
  controller: ChildProcess,
  results: string,
  nowUs: ClockUs,
): Promise<void> {
  const startedAtUs = nowUs()
  while (!eventsIn(results).includes(event)) {
    const isLate = nowUs() - startedAtUs > startWithinMs * 1_000
    if (controller.exitCode !== null || isLate) throw notLoaded(results)
    await pause(askEveryMs)
  }
}

function notLoaded(results: string): GatedrillError {
  return new GatedrillError({
    code: 'BENCH_NO_LOAD',
    where: results,
    what: 'a drill ended before its load began',
    why: `the last thing it said is ${lastEventIn(results)}`,
    fix: 'run this on a machine that is less busy; "gatedrill run zone-down" says more',
  })
}

/** Milliseconds until no process carries the mark; undefined when that takes too long. */
async function whenGone(mark: string, nowUs: ClockUs): Promise<number | undefined> {
  const killedAtUs = nowUs()
  for (;;) {
    const isGone = markedProcesses(mark).length === 0
    const goneMs = (nowUs() - killedAtUs) / 1_000
    if (isGone) return goneMs
    if (goneMs > goneWithinMs) return undefined
    await pause(askEveryMs)
  }
}

function lastEventIn(results: string): string {
  const line = eventsIn(results).trimEnd().split('\n').at(-1) ?? ''
  const [, kind] = /"kind":"([a-z-]+)"/.exec(line) ?? []
  const [, fault] = /"fault":"([^"]+)"/.exec(line) ?? []
  return [kind ?? 'before its run folder', ...(fault === undefined ? [] : [fault])].join(' ')
}

function eventsIn(results: string): string {
  const folder = runFolderIn(results)
  const file = folder === undefined ? undefined : join(folder, 'events.ndjson')
  return file === undefined || !existsSync(file) ? '' : readFileSync(file, 'utf8')
}

function runFolderIn(results: string): string | undefined {
  const [name] = readdirSync(results)
  return name === undefined ? undefined : join(results, name)
}
