import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { clockSince, newEpochNs } from '../../ledger/clock.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { type DrillEvent, eventSchema } from '../../ledger/events.ts'
import { cpuSecondsOf } from '../process-cpu.ts'
import { markedProcesses, markVariable } from '../safety/marked-processes.ts'
import { memoryMbOf } from './memory.ts'

/** What one world took, from the command line to the end. */
export type WorldTaken = {
  /** From the start of the command until every instance is in and a canary gets through. */
  readonly readyMs: number
  /** The part of it before the run began: the program, the scenario and its configuration. */
  readonly commandMs: number
  /** Processor time of all its processes until then: what does not depend on who else is busy. */
  readonly readyCpuS: number
  /** Of all its processes, the controller too: when it was ready. */
  readonly readyMb: number
  /** The most that was seen under load. */
  readonly loadedMb: number
  readonly processes: number
  /** By kind of process: how long each took from its start until it served, and what it holds. */
  readonly parts: readonly PartTaken[]
}

export type PartTaken = {
  readonly kind: string
  readonly count: number
  readonly readyMs: number
  readonly mb: number
}

const root = resolve(import.meta.dirname, '../..')
const readyWithinMs = 120_000
const askEveryMs = 10
const loadedMs = 8_000
const sampleEveryMs = 1_000

/** Two regions of three zones, a unit of two instances in each zone: twelve gateways. */
const largeWorld = [
  'topology.redundancy=zone-redundant',
  'topology.regions.westeurope={"zones":3,"units":3}',
  'topology.regions.northeurope={"zones":3,"units":3}',
  'identity={"issuer":"https://login.contoso.example/contoso/v2.0"}',
  'gateway.hosts["login.contoso.example"]=identity',
]

/** Brings the world up as a user would, under load, and ends it. */
export async function takeWorld(folder: string): Promise<WorldTaken> {
  const mark = randomUUID()
  const results = join(folder, mark)
  mkdirSync(results)
  const nowUs = clockSince(newEpochNs())
  const controller = spawn(process.execPath, argumentsOf(results), {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, [markVariable]: mark, GATEDRILL_STATE_HOME: join(folder, 'state') },
  })
  // Whatever fails here: no controller may stay.
  using _last = { [Symbol.dispose]: () => void controller.kill('SIGKILL') }
  let said = ''
  controller.stderr.on('data', (chunk: Buffer) => {
    said += String(chunk)
  })
  while (!isSaid('world-ready', results)) {
    const isLate = nowUs() > readyWithinMs * 1_000
    if (controller.exitCode !== null || isLate) throw notReady(said)
    await pause(askEveryMs)
  }
  const readyMs = nowUs() / 1_000
  const readyCpuS = sumOf(markedProcesses(mark).map(cpuSecondsOf))
  const memory = memoryOf(mark)
  const events = eventsIn(results)
  const taken = {
    readyMs,
    commandMs: readyMs - atMs('world-ready', events),
    readyCpuS,
    readyMb: sumOf([...memory.values()]),
    processes: memory.size,
    parts: partsOf(events, memory),
  }
  const loadedMb = await mostUnderLoad(mark)
  await endOf(controller)
  return { ...taken, loadedMb }
}

function argumentsOf(results: string): readonly string[] {
  const set = largeWorld.flatMap((change) => ['--set', change])
  const command = ['up', 'region-down', '--load', '10m', '--quiet', '--out', results]
  return [join(root, 'cli/main.ts'), ...command, ...set]
}

/** MB by process id. */
function memoryOf(mark: string): ReadonlyMap<number, number> {
  return new Map(markedProcesses(mark).map((pid) => [pid, memoryMbOf(pid)]))
}

async function mostUnderLoad(mark: string): Promise<number> {
  let mostMb = 0
  for (let waitedMs = 0; waitedMs < loadedMs; waitedMs += sampleEveryMs) {
    await pause(sampleEveryMs)
    mostMb = Math.max(mostMb, sumOf([...memoryOf(mark).values()]))
  }
  return mostMb
}

async function endOf(controller: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => controller.once('exit', () => resolve()))
  controller.kill('SIGTERM')
  await ended
}

function partsOf(
  events: readonly DrillEvent[],
  memory: ReadonlyMap<number, number>,
): readonly PartTaken[] {
  const started = events.filter(({ kind }) => kind === 'process-started')
  const parts = started.flatMap(({ source, instance, atUs, detail }) => {
    const ready = events.find((event) => event.kind === 'process-ready' && event.source === source)
    if (ready === undefined) return []
    const { pid } = z.object({ pid: z.number() }).parse(detail)
    const kind = instance === undefined ? (source.split('-')[0] ?? source) : 'gateway'
    return [{ kind, readyMs: (ready.atUs - atUs) / 1_000, mb: memory.get(pid) ?? 0 }]
  })
  return [...Map.groupBy(parts, ({ kind }) => kind)].map(([kind, of]) => ({
    kind,
    count: of.length,
    readyMs: Math.max(...of.map(({ readyMs }) => readyMs)),
    mb: sumOf(of.map(({ mb }) => mb)) / of.length,
  }))
}

function atMs(kind: string, events: readonly DrillEvent[]): number {
  return (events.find((event) => event.kind === kind)?.atUs ?? 0) / 1_000
}

function isSaid(kind: string, results: string): boolean {
  return textIn(results).includes(`"${kind}"`)
}

function eventsIn(results: string): readonly DrillEvent[] {
  const whole = textIn(results).split('\n').slice(0, -1)
  return whole.map((line) => eventSchema.parse(JSON.parse(line)))
}

function textIn(results: string): string {
  const [name] = readdirSync(results)
  const file = name === undefined ? undefined : join(results, name, 'events.ndjson')
  return file === undefined || !existsSync(file) ? '' : readFileSync(file, 'utf8')
}

function notReady(said: string): GatedrillError {
  return new GatedrillError({
    code: 'BENCH_NO_WORLD',
    where: 'gatedrill up region-down',
    what: 'a world did not come up',
    why: said.trim() || `it took longer than ${readyWithinMs / 1_000} s`,
    fix: 'run this on a machine that is less busy; "gatedrill up region-down" says more',
  })
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
