import type { Socket } from 'node:net'
import type { ClockUs } from '../../ledger/clock.ts'
import { type Margin, undisturbedBy } from '../pauses/pause.ts'
import { quietSeconds } from '../pauses/quiet-seconds.ts'
import type { Watches } from '../pauses/watches.ts'
import { openSockets, requestOf, type Spoken } from './bare-http.ts'

/** Of each subject in turn, until there were enough quiet seconds of both. */
const boutS = 12
const boutsAtLeast = 3
const boutsAtMost = 15
const quietSecondsWanted = 10
/** Connections, and code that had not run for a while; an idle instance collects its garbage then. */
const warmUpS = 2
/**
 * At half its capacity the gateway's processor is busy for some eight tenths of the time, since requests
 * come one by one: what waits after a pause is gone after four to five times as long. Before a pause only
 * what takes about as long as a request.
 */
const margin: Margin = { beforeUs: 2_000, aftermath: 5, afterUs: 3_000 }

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
  // The first of each does not count: requests that come one by one make other code worth compiling than
  // such that come all at once, for a second or two, on the same processor.
  for (const port of [backendPort, gatewayPort]) await boutAt(port, load)
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
  const { startedAtUs, latenciesUs } = await attack(port, load)
  const pauses = (await load.watches?.pauses()) ?? []
  const fromUs = startedAtUs + warmUpS * 1_000_000
  const quiet = quietSeconds(pauses, fromUs, boutS - warmUpS)
  const isUndisturbed = undisturbedBy(pauses, margin)
  const [allUs, quietUs]: [number[], number[]] = [[], []]
  for (const [request, latencyUs] of latenciesUs.entries()) {
    const dueAtUs = startedAtUs + dueAfterUs(request, load)
    if (dueAtUs < fromUs) continue
    allUs.push(latencyUs)
    if (quiet.includes(dueAtUs) && isUndisturbed(dueAtUs)) quietUs.push(latencyUs)
  }
  return { allUs, quietUs, seconds: quiet.count }
}

type Attacked = {
  readonly startedAtUs: number
  /** In the order in which requests were due. */
  readonly latenciesUs: Float64Array
}

function dueAfterUs(request: number, { ratePerS }: HalfLoad): number {
  return (request * 1_000_000) / ratePerS
}

/**
 * Constant arrivals, each timed from when it was due. In the process of the backend, on bare sockets:
 * two processes that share a processor would wait for each other by the scheduler's slices, which are
 * longer than what is measured. It keeps numbers alone: garbage of its own would be in each of them.
 */
async function attack(port: number, load: HalfLoad): Promise<Attacked> {
  const { ratePerS, nowUs } = load
  const latenciesUs = new Float64Array(Math.floor(ratePerS * boutS))
  const requestOn = new Map<Socket, number>()
  const idle: Socket[] = []
  const bytes = requestOf(load)
  let ended = 0
  const opened = await openSockets({ ...load, port }, (socket) => {
    const request = requestOn.get(socket) ?? 0
    latenciesUs[request] = nowUs() - startedAtUs - dueAfterUs(request, load)
    ended += 1
    idle.push(socket)
  })
  idle.push(...opened.sockets)
  const startedAtUs = nowUs()
  let fired = 0
  await new Promise<void>((resolve, reject) => {
    opened.failed.catch(reject)
    const turn = () => {
      const sinceUs = nowUs() - startedAtUs
      for (; fired < latenciesUs.length && dueAfterUs(fired, load) <= sinceUs; fired += 1) {
        const socket = idle.shift()
        if (socket === undefined) break
        requestOn.set(socket, fired)
        socket.write(bytes)
      }
      if (ended >= latenciesUs.length) resolve()
      else setImmediate(turn)
    }
    turn()
  })
  opened.close()
  return { startedAtUs, latenciesUs }
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
