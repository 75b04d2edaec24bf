import type { Socket } from 'node:net'
import type { ClockUs } from '../../ledger/clock.ts'
import { openSockets, requestOf, type Spoken } from './bare-http.ts'

/** Long enough for some collections of garbage, which are part of what a gateway adds. */
const durationS = 32
/** An instance that had nothing to do collects its garbage when it has again. */
const warmUpS = 8

type Quantiles = { readonly p50Ms: number; readonly p99Ms: number }

export type HalfLoad = Omit<Spoken, 'port'> & {
  readonly ratePerS: number
  readonly nowUs: ClockUs
}

/** What the gateway adds to the latency of the bare backend, under the same open-loop load. */
export async function addedLatency(
  load: HalfLoad,
  { backendPort, gatewayPort }: { readonly backendPort: number; readonly gatewayPort: number },
): Promise<{ readonly bare: Quantiles; readonly through: Quantiles }> {
  const bare = await quantilesAt(backendPort, load)
  const through = await quantilesAt(gatewayPort, load)
  return { bare, through }
}

/**
 * Constant arrivals, each timed from when it was due. In the process of the backend, on bare
 * sockets: two processes that share a processor would wait for each other by the scheduler's
 * slices, which are longer than what is measured.
 */
async function quantilesAt(port: number, load: HalfLoad): Promise<Quantiles> {
  const { ratePerS, nowUs } = load
  const latenciesUs: number[] = []
  const dueUs = new Map<Socket, number>()
  const idle: Socket[] = []
  const request = requestOf(load)
  const opened = await openSockets({ ...load, port }, (socket) => {
    latenciesUs.push(nowUs() - (dueUs.get(socket) ?? 0))
    idle.push(socket)
  })
  idle.push(...opened.sockets)
  const startedAtUs = nowUs()
  const total = ratePerS * durationS
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
      if (latenciesUs.length >= Math.floor(total)) resolve()
      else setImmediate(turn)
    }
    turn()
  })
  opened.close()
  // The first seconds warm up connections, and code that had not run.
  return quantilesOf(latenciesUs.slice(Math.floor((latenciesUs.length * warmUpS) / durationS)))
}

function quantilesOf(latenciesUs: readonly number[]): Quantiles {
  const sorted = latenciesUs.toSorted((a, b) => a - b)
  const atMs = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1_000
  return { p50Ms: atMs(0.5), p99Ms: atMs(0.99) }
}
