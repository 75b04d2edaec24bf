import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { GatedrillError } from '../../../ledger/errors.ts'
import { loadErrorCodes, loadProblem } from '../../errors.ts'
import { builtPathOf, k6Builds } from './build/builds.ts'

/** A k6 that can run. */
export type K6 = {
  readonly path: string
  /** `v2.2.0`. */
  readonly version: string
  /** Built with the output of gatedrill; without it requests come by CSV. */
  readonly hasOutput: boolean
}

type Surroundings = Readonly<Record<string, string | undefined>>

const answersWithinMs = 20_000
const oldest = 1

/**
 * The k6 to use: `K6_PATH`, else what `npm run build:k6` built, else the one on PATH. A
 * GatedrillError says that there is none, or that it is too old.
 */
export function findK6(env: Surroundings, built = builtPathOf(k6Builds.v2)): K6 {
  const path = k6PathOf(env, built)
  const { stdout, error, status } = spawnSync(path, ['version'], {
    encoding: 'utf8',
    timeout: answersWithinMs,
  })
  const [version, major] = /\bv(\d+)\.\d+\.\d+/.exec(stdout ?? '') ?? []
  if (version === undefined) {
    const why = error?.message ?? `it ended with ${status}`
    throw missing(path, `${path} does not say its version`, why)
  }
  if (Number(major) < oldest) throw tooOld(path, version)
  return { path, version, hasOutput: /\bgatedrill \[output\]/.test(stdout) }
}

function k6PathOf(env: Surroundings, built: string): string {
  const named = env.K6_PATH
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return resolve(named)
    throw missing('K6_PATH', `there is no ${named}`, 'K6_PATH names the k6 to use')
  }
  if (existsSync(built)) return built
  const program = process.platform === 'win32' ? 'k6.exe' : 'k6'
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => resolve(folder, program))
  const found = onPath.find((file) => existsSync(file))
  if (found !== undefined) return found
  throw missing('load.k6', 'there is no k6', 'neither K6_PATH, nor built here, nor on PATH')
}

function missing(where: string, what: string, why: string): GatedrillError {
  return new GatedrillError(
    loadProblem({
      code: loadErrorCodes.k6Missing,
      where,
      what,
      why,
      fix:
        'npm run build:k6 builds one (it needs Go), or install k6 1.0 or newer, or run with ' +
        '--engine native, which needs nothing',
    }),
  )
}

function tooOld(path: string, version: string): GatedrillError {
  return new GatedrillError(
    loadProblem({
      code: loadErrorCodes.k6TooOld,
      where: path,
      what: `this k6 is ${version}`,
      why: 'k6 runs TypeScript, and takes what it is told here, since 1.0',
      fix: 'install a newer k6 or npm run build:k6, and name it with K6_PATH',
    }),
  )
}
