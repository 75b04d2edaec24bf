import type { Socket } from 'node:net'
import type { ClockUs } from '../../ledger/clock.ts'
import { type Margin, undisturbedBy } from '../pauses/pause.ts'
import { quietSeconds } from '../pauses/quiet-seconds.ts'
import type { Watches } from '../pauses/watches.ts'
import { openSockets, requestOf, type Spoken } from './bare-http.ts'

/** Of each subject in turn, until there were enough quiet seconds of both. */
const boutS = 12
const boutsAtLeast = 3
const boutsAtMost = 10
const quietSecondsWanted = 10
/** Connections, and code that had not run for a while; an idle instance collects its garbage then. */
const warmUpS = 2
/**
 * At half its capacity what waits after a pause is gone after as long again, if nothing comes between;
 * before a pause only what takes about as long as a request.
 */
const margin: Margin = { beforeUs: 2_000, aftermath: 4, afterUs: 3_000 }

export type Quantiles = { readonly p50Ms: number; readonly p99Ms: number }

export type Latencies = {
  /** Of all requests, and in how many seconds they were due. */
  readonly all: Quantiles
  readonly seconds: number
  /** Of those that were due while the host took no processor away; undefined when nothing watched. */
  readonly quiet: (Quantiles & { readonly seconds: number }) | undefined
}

export type HalfLoad = Omit<Spoken, 'port'> & {
  readonly ratePerS: number
  readonly nowUs: ClockUs
  readonly watches: Watches | undefined
}

/** What the gateway adds to the latency of the bare backend, under the same open-loop load. */
export async function addedLatency(
  load: HalfLoad,
  { backendPort, gatewayPort }: { readonly backendPort: number; readonly gatewayPort: number },
): Promise<{ readonly bare: Latencies; readonly through: Latencies }> {
  const [bare, through]: [Bout[], Bout[]] = [[], []]
  const isEnough = (bouts: readonly Bout[]) =>
    load.watches === undefined || sum(bouts, ({ seconds }) => seconds) >= quietSecondsWanted
  for (let bout = 0; bout < boutsAtMost; bout += 1) {
    if (bout >= boutsAtLeast && isEnough(bare) && isEnough(through)) break
    bare.push(await boutAt(backendPort, load))
    through.push(await boutAt(gatewayPort, load))
  }
  return { bare: latenciesOf(bare, load), through: latenciesOf(through, load) }
}

type Bout = {
  readonly allUs: readonly number[]
  readonly quietUs: readonly number[]
  /** Quiet ones. */
  readonly seconds: number
}

async function boutAt(port: number, load: HalfLoad): Promise<Bout> {
  await load.watches?.begin()
  const timed = await attack(port, load)
  const pauses = (await load.watches?.pauses()) ?? []
  const quiet = quietSeconds(pauses, timed[0]?.dueAtUs ?? 0, boutS - warmUpS)
  const isUndisturbed = undisturbedBy(pauses, margin)
  const isQuiet = ({ dueAtUs }: Timed) => quiet.includes(dueAtUs) && isUndisturbed(dueAtUs)
  return {
    allUs: timed.map(({ latencyUs }) => latencyUs),
    quietUs: timed.filter(isQuiet).map(({ latencyUs }) => latencyUs),
    seconds: quiet.count,
  }
}

type Timed = { readonly dueAtUs: number; readonly latencyUs: number }

/**
 * Constant arrivals, each timed from when it was due; those after the warm-up, in their order. In the
 * process of the backend, on bare sockets: two processes that share a processor would wait for each
 * other by the scheduler's slices, which are longer than what is measured.
 */
async function attack(port: number, load: HalfLoad): Promise<readonly Timed[]> {
  const { ratePerS, nowUs } = load
  const timed: Timed[] = []
  const dueUs = new Map<Socket, number>()
  const idle: Socket[] = []
  const request = requestOf(load)
  let ended = 0
  const opened = await openSockets({ ...load, port }, (socket) => {
    const dueAtUs = dueUs.get(socket) ?? 0
    ended += 1
    if (dueAtUs >= startedAtUs + warmUpS * 1_000_000) {
      timed.push({ dueAtUs, latencyUs: nowUs() - dueAtUs })
    }
    idle.push(socket)
  })
  idle.push(...opened.sockets)
  const startedAtUs = nowUs()
  const total = Math.floor(ratePerS * boutS)
  let fired = 0
  await new Promise<void>((resolve, reject) => {
    opened.failed.catch(reject)
    const turn = () => {
      const due = Math.min(total, ((nowUs() - startedAtUs) * ratePerS) / 1_000_000)
      for (; fired < due; fired += 1) {
        const socket = idle.shift()
        if (socket === undefined) break
        dueUs.set(socket, startedAtUs + (fired * 1_000_000) / ratePerS)
        socket.write(request)
      }
      if (ended >= total) resolve()
      else setImmediate(turn)
    }
    turn()
  })
  opened.close()
  return timed.sort((a, b) => a.dueAtUs - b.dueAtUs)
}

function latenciesOf(bouts: readonly Bout[], { watches }: HalfLoad): Latencies {
  const all = quantilesOf(bouts.flatMap(({ allUs }) => allUs))
  const seconds = bouts.length * (boutS - warmUpS)
  if (watches === undefined) return { all, seconds, quiet: undefined }
  const quiet = {
    ...quantilesOf(bouts.flatMap(({ quietUs }) => quietUs)),
    seconds: sum(bouts, (bout) => bout.seconds),
  }
  return { all, seconds, quiet }
}

function sum(bouts: readonly Bout[], of: (bout: Bout) => number): number {
  return bouts.reduce((total, bout) => total + of(bout), 0)
}

/** NaN of none. */
function quantilesOf(latenciesUs: readonly number[]): Quantiles {
  const sorted = Float64Array.from(latenciesUs).sort()
  const atMs = (share: number) =>
    (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN) / 1_000
  return { p50Ms: atMs(0.5), p99Ms: atMs(0.99) }
}
