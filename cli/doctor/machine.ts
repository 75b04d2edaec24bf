import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { availableParallelism, freemem, loadavg } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import { openFilesMax } from '../../load/descriptors.ts'
import { goProgram } from '../../load/engines/k6/build/builds.ts'
import { findK6, type K6 } from '../../load/engines/k6/find-k6.ts'
import { mayGoFirst } from '../../load/pacing/real-time.ts'
import { mayListenOn } from '../../sim/addresses.ts'
import { leftoversIn } from '../../sim/sweep/sweep-leftovers.ts'

/** What a drill finds on this machine. */
export type Machine = {
  readonly node: string
  readonly system: string
  readonly cores: number
  /** Processes that want to run, on the average of the last minute; 0 where it is not told. */
  readonly load: number
  /** Whether generators may run before all others. */
  readonly isRealTime: boolean
  readonly memoryFreeBytes: number
  /** Infinite where the system does not tell. */
  readonly filesMax: number
  /** `zones`: an address for each zone; `one`: 127.0.0.1 alone. */
  readonly loopback: 'zones' | 'one' | 'none'
  /** How many ports the system gives for connections; undefined where it is not told. */
  readonly ports: number | undefined
  readonly k6: K6 | { readonly problem: string }
  readonly redis: string | undefined
  readonly go: string | undefined
  readonly results: {
    readonly folder: string
    readonly freeBytes: number
    readonly isWritable: boolean
  }
  readonly leftovers: readonly string[]
}

type Surroundings = Readonly<Record<string, string | undefined>>

/** Looks around; starts nothing but programs that tell their versions. */
export async function machineOf(results: string, env: Surroundings): Promise<Machine> {
  const path = env.PATH ?? ''
  return {
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    load: loadavg()[0] ?? 0,
    isRealTime: mayGoFirst(),
    memoryFreeBytes: freemem(),
    filesMax: openFilesMax(),
    loopback: await loopback(),
    ports: portsGiven(),
    k6: k6Of(env),
    redis: redisVersionOf(path),
    go: goProgram(path),
    results: resultsOf(results),
    leftovers: leftoversIn(results),
  }
}

async function loopback(): Promise<Machine['loopback']> {
  // The first zone of the first region, as a drill would have it.
  if (await mayListenOn('127.1.1.1')) return 'zones'
  return (await mayListenOn('127.0.0.1')) ? 'one' : 'none'
}

/** Of Linux. */
function portsGiven(): number | undefined {
  try {
    const text = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
    const [first = 0, last = 0] = text.trim().split(/\s+/).map(Number)
    return last - first + 1
  } catch {
    return undefined
  }
}

function k6Of(env: Surroundings): Machine['k6'] {
  try {
    return findK6(env)
  } catch (error) {
    if (error instanceof GatedrillError) return { problem: error.problems[0]?.what ?? '' }
    throw error
  }
}

function redisVersionOf(path: string): string | undefined {
  const found = path.split(delimiter).some((folder) => existsSync(join(folder, 'redis-server')))
  if (!found) return undefined
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8', timeout: 5_000 })
  return /v=(\S+)/.exec(stdout ?? '')?.[1] ?? 'a version that it does not tell'
}

/** Of the folder, or of the nearest one above it that is there. */
function resultsOf(results: string): Machine['results'] {
  const folder = resolve(results)
  let there = folder
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
  const { bavail, bsize } = statfsSync(there)
  return { folder, freeBytes: bavail * bsize, isWritable: mayWrite(there) }
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
