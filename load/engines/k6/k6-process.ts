import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { firstWords } from '../../pacing/real-time.ts'
import { type K6Log, LogLines } from './log-lines.ts'

export type K6ProcessOptions = {
  readonly path: string
  readonly words: readonly string[]
  /** The bundled script; k6 reads it from its standard input. */
  readonly scriptFile: string
  /** What the script's relative paths are relative to. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** k6's own summary, and what it and the script log. */
  readonly logFile: string
}

/** k6, with what it logged so far. */
export type K6Process = {
  readonly log: K6Log
  readonly isGone: boolean
  /** Its exit code; resolves when it is gone and all of its log is read. */
  readonly exited: Promise<number>
  /** SIGKILL. */
  kill(): void
}

/**
 * k6 does not watch a pipe, and would outlive whoever started it: two shells do it for it. When the
 * pipe closes, however its other end died, k6 is killed; when k6 goes by itself, its watch goes
 * first, since its process id may be another's then.
 */
const watched = `exec 3<&0
script=$1; shift
"$@" <"$script" 3<&- & k6=$!
( cat <&3 >/dev/null; kill -9 $k6 ) 2>/dev/null & watch=$!
wait $k6; code=$?
kill $watch 2>/dev/null
exit $code`

export function startK6(options: K6ProcessOptions): K6Process {
  const { path, words, scriptFile, folder, env, logFile } = options
  const file = openSync(logFile, 'a')
  const first = firstWords()
  const command = [...first, path, ...words]
  const shell: ChildProcess = spawn('sh', ['-c', watched, 'sh', scriptFile, ...command], {
    cwd: folder,
    env: { ...ofGo(first.length > 0), ...env },
    stdio: ['pipe', file, 'pipe'],
  })
  const log = new LogLines(file)
  let isGone = false
  shell.stdin?.on('error', () => undefined)
  const read = new Promise<void>((resolve) => {
    if (shell.stderr === null) return resolve()
    createInterface({ input: shell.stderr })
      .on('line', (line) => log.hear(line))
      .on('close', resolve)
  })
  const exited = new Promise<number>((resolve) => {
    shell.once('error', () => resolve(-1))
    shell.once('exit', (code) => resolve(code ?? -1))
  }).then(async (code) => {
    isGone = true
    await read
    closeSync(file)
    return code
  })
  return {
    log,
    get isGone() {
      return isGone
    },
    exited,
    kill: () => shell.stdin?.end(),
  }
}

/**
 * How the runtime of k6 is to work, unless the surroundings say otherwise: it collects garbage less
 * often, as long as there is little of it, for it does so in the middle of requests; and where it
 * runs before what it measures, it leaves that a processor. Source: Go, package runtime.
 */
function ofGo(goesFirst: boolean): Readonly<Record<string, string>> {
  const processors = String(Math.max(1, availableParallelism() - 1))
  return { GOGC: '400', GOMEMLIMIT: '1GiB', ...(goesFirst ? { GOMAXPROCS: processors } : {}) }
}
