import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { DrillEvent } from '../../ledger/events.ts'

export const root = resolve(import.meta.dirname, '../..')
const main = join(root, 'cli/main.ts')

export type Ended = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command line as a user runs it, in a folder of results of its own. */
export function startDrill(args: readonly string[]) {
  return startIn('run', args)
}

/** A search for capacity, likewise. */
export function startCapacity(args: readonly string[]) {
  return startIn('capacity', args)
}

function startIn(command: string, args: readonly string[]) {
  const results = mkdtempSync(join(tmpdir(), 'gatedrill-e2e-'))
  const child = spawn(process.execPath, [main, command, ...args, '--out', results], { cwd: root })
  return { child, results, ended: endOf(child) }
}

export function runCli(args: readonly string[], cwd = root): Promise<Ended> {
  return endOf(spawn(process.execPath, [main, ...args], { cwd }))
}

function endOf(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (text) => {
    stdout += String(text)
  })
  child.stderr?.on('data', (text) => {
    stderr += String(text)
  })
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })))
}

/** The only run folder in `results`, once it exists. */
export function runFolderIn(results: string): string | undefined {
  const [name] = readdirSync(results)
  return name === undefined ? undefined : join(results, name)
}

export function eventsOf(runFolder: string): DrillEvent[] {
  const file = join(runFolder, 'events.ndjson')
  if (!existsSync(file)) return []
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return whole.map((line): DrillEvent => JSON.parse(line))
}

export function jsonIn(runFolder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(runFolder, name), 'utf8'))
}

/** Pids of every process that the run started, its restarted ones included. */
export function pidsOf(runFolder: string): number[] {
  return eventsOf(runFolder)
    .filter(({ kind }) => kind === 'process-started')
    .map(({ detail }) => pidIn(detail))
}

function pidIn(detail: unknown): number {
  if (typeof detail === 'object' && detail !== null && 'pid' in detail) return Number(detail.pid)
  throw new Error(`a process-started event without pid: ${JSON.stringify(detail)}`)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie is dead; it only waits for its parent to read its exit code.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Waits until `condition` gives something, or fails after the deadline saying what was awaited. */
export async function eventually<T>(
  what: string,
  deadlineMs: number,
  condition: () => T | undefined | false,
): Promise<T> {
  const startedAtMs = performance.now()
  while (performance.now() - startedAtMs < deadlineMs) {
    const found = condition()
    if (found !== undefined && found !== false) return found
    await new Promise((resume) => setTimeout(resume, 25))
  }
  throw new Error(`within ${deadlineMs} ms: ${what}`)
}
