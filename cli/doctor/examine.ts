import type { Machine } from './machine.ts'

/** One thing that was looked at. */
export type Finding = {
  readonly about: string
  /** `bad`: no drill can run; `limited`: what stands in `limits` cannot. */
  readonly state: 'ok' | 'limited' | 'bad'
  readonly found: string
  readonly limits?: string
  readonly fix?: string
}

const mega = 1024 * 1024
const giga = 1024 * mega

/** What of a machine limits drills, because of what, and what can be done; the same order always. */
export function examine(machine: Machine): readonly Finding[] {
  return [
    nodeOf,
    coresOf,
    priorityOf,
    memoryOf,
    filesOf,
    loopbackOf,
    resultsOf,
    leftoversOf,
    k6Of,
    redisOf,
    goOf,
  ].map((look) => look(machine))
}

/** Whether a drill of the library can run here. */
export function canDrill(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'bad')
}

function nodeOf({ node, system }: Machine): Finding {
  const about = 'Node'
  const found = `${node}, ${system}`
  if (!system.startsWith('win')) return { about, state: 'ok', found }
  return {
    about,
    state: 'limited',
    found,
    limits: 'leftovers of a run whose controller was killed are not found; Redis is not started',
    fix: 'run in WSL or a container',
  }
}

function coresOf({ cores, load }: Machine): Finding {
  const about = 'processors'
  const found = `${cores}, with ${load.toFixed(1)} processes that want to run`
  if (cores < 2) {
    return {
      about,
      state: 'limited',
      found,
      limits:
        'a dozen processes and the load share one: above some 100 requests/s drills end inconclusive',
      fix: 'use two or more, or lower load.ratePerS',
    }
  }
  if (load > cores * 0.7) {
    return {
      about,
      state: 'limited',
      found,
      limits: 'others are at work: requests start late, and drills end inconclusive',
      fix: 'wait until they are done, or lower load.ratePerS',
    }
  }
  return { about, state: 'ok', found }
}

function priorityOf({ isRealTime }: Machine): Finding {
  const about = 'priority'
  if (isRealTime)
    return { about, state: 'ok', found: 'generators run before all others (SCHED_RR)' }
  return {
    about,
    state: 'limited',
    found: 'generators run as all others do',
    limits: 'while all processors are busy, requests leave some milliseconds late; it is measured',
    fix: 'allow real time (root or CAP_SYS_NICE, util-linux, GATEDRILL_REALTIME not off), or leave it so',
  }
}

function memoryOf({ memoryFreeBytes }: Machine): Finding {
  const about = 'memory'
  const found = `${sizeText(memoryFreeBytes)} free`
  if (memoryFreeBytes >= 2 * giga) return { about, state: 'ok', found }
  const isTooLittle = memoryFreeBytes < giga / 2
  return {
    about,
    state: isTooLittle ? 'bad' : 'limited',
    found,
    limits: isTooLittle
      ? 'the processes of a world do not fit: each takes some 110 MB'
      : 'a world of one region (14 processes, some 1.5 GB) may not fit, larger ones do not',
    fix: 'end other programs, or drill with fewer units and regions',
  }
}

function filesOf({ filesMax }: Machine): Finding {
  const about = 'open files'
  const found = Number.isFinite(filesMax) ? `${filesMax} for a process` : 'not told'
  // An instance has pipes, ledgers, its peers and clients; the load a file for each connection.
  if (filesMax >= 4_096) return { about, state: 'ok', found }
  return {
    about,
    state: filesMax < 256 ? 'bad' : 'limited',
    found,
    limits: `a load has at most ${Math.max(0, filesMax - 40)} connections`,
    fix: 'ulimit -n 8192 before the drill, or LimitNOFILE of its service',
  }
}

function loopbackOf({ loopback, ports }: Machine): Finding {
  const about = 'loopback'
  const given = ports === undefined ? '' : `, ${ports} ports for connections on each`
  if (loopback === 'none') {
    return {
      about,
      state: 'bad',
      found: 'no port of 127.0.0.1 can be had',
      limits: 'nothing can listen',
      fix: 'bring the loopback interface up: ip link set lo up',
    }
  }
  if (loopback === 'one') {
    return {
      about,
      state: 'limited',
      found: `127.0.0.1 alone${given}`,
      limits: 'zones share one address, and its ports; captures do not tell them apart',
      fix: 'on macOS: sudo ifconfig lo0 alias 127.1.1.1 for each zone; else run in a container',
    }
  }
  return { about, state: 'ok', found: `an address for each zone, 127.x.y.1${given}` }
}

function resultsOf({ results: { folder, freeBytes, isWritable } }: Machine): Finding {
  const about = 'results'
  const found = `${folder}, ${sizeText(freeBytes)} free`
  if (!isWritable) {
    return {
      about,
      state: 'bad',
      found: `${folder} may not be written`,
      limits: 'a run keeps its ledgers there',
      fix: 'name another folder: --out, of doctor and run alike',
    }
  }
  if (freeBytes >= giga) return { about, state: 'ok', found }
  return {
    about,
    state: freeBytes < 100 * mega ? 'bad' : 'limited',
    found,
    limits: 'a minute at 400 requests/s takes some 8 MB, ten at 5000/s some 1 GB',
    fix: 'make room, or name another folder: --out',
  }
}

function leftoversOf({ leftovers }: Machine): Finding {
  const about = 'leftovers'
  if (leftovers.length === 0) return { about, state: 'ok', found: 'none of dead runs' }
  return {
    about,
    state: 'limited',
    found: leftovers.join(', '),
    limits: 'a controller was killed: processes or secrets of its run are still there',
    fix: 'none is needed: the next run sweeps them up',
  }
}

function k6Of({ k6, go }: Machine): Finding {
  const about = 'k6'
  const build = `npm run build:k6 in a clone${go === undefined ? ' (it needs Go)' : ''}`
  if ('problem' in k6) {
    return {
      about,
      state: 'limited',
      found: k6.problem,
      limits: 'no load by k6 (load.k6, --engine k6); the native engine needs none',
      fix: `${build}, or install k6 1.0 or newer, or name one in K6_PATH`,
    }
  }
  const found = `${k6.version}, ${k6.path}`
  if (k6.hasOutput) return { about, state: 'ok', found: `${found}, with the output of gatedrill` }
  return {
    about,
    state: 'limited',
    found: `${found}, without the output of gatedrill`,
    limits: 'its requests come by a CSV file: whole milliseconds, and more work for the machine',
    fix: build,
  }
}

function redisOf({ redis }: Machine): Finding {
  const about = 'Redis'
  if (redis !== undefined) return { about, state: 'ok', found: `redis-server ${redis}` }
  return {
    about,
    state: 'limited',
    found: 'no redis-server on PATH',
    limits: 'no drill with redis: (external cache, counters over Redis, its failover)',
    fix: 'install it (apt-get install redis-server), or name one by gateway.externalCache',
  }
}

function goOf({ go, k6 }: Machine): Finding {
  const about = 'Go'
  if (go !== undefined) return { about, state: 'ok', found: go }
  const isNeeded = 'problem' in k6 || !k6.hasOutput
  return {
    about,
    state: isNeeded ? 'limited' : 'ok',
    found: 'not found',
    ...(isNeeded
      ? {
          limits: 'a k6 with the output of gatedrill cannot be built here; nothing else needs Go',
          fix: 'install Go 1.25 or newer (https://go.dev/dl)',
        }
      : {}),
  }
}

function sizeText(bytes: number): string {
  return bytes >= giga ? `${(bytes / giga).toFixed(1)} GB` : `${Math.floor(bytes / mega)} MB`
}
