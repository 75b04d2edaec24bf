import { createServer, type Socket } from 'node:net'
import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { goFirst } from '../../load/pacing/real-time.ts'
import { napExactly } from '../../load/pacing/timer-slack.ts'
import { laws, stallEndMs } from './law.ts'
import type { ServerLog } from './server-log.ts'

/*
 * A server that keeps a law to some hundredths of a millisecond: shortly before it owes an answer it turns,
 * with the shortest of naps, on a processor of its own, before all others there. `begin` forgets all
 * there was, and `{ ignored }` requests from then on are answered soon and not counted; `log` says what
 * it did.
 */

napExactly()
goFirst(process.pid)
const { launch, notify, onCommand } = await parentOf(z.strictObject({ law: z.string() }))
const law = laws.find(({ name }) => name === launch.law)
if (law === undefined) throw new Error(`there is no law ${launch.law}`)
const { answerOf, stall } = law
const nowUs = clockSince(0n)
const nap = new Int32Array(new SharedArrayBuffer(4))
/** Who goes before all others and never rests is made to rest by the kernel, for 50 ms at a time. */
const [napMinMs, napMaxMs] = [0.005, 0.02]
/** Timers count in whole milliseconds, and end within the one after. */
const timerLateMaxMs = 2
const endOfHead = Buffer.from('\r\n\r\n')

type Owed = {
  /** Which request it answers, counted from 0. */
  readonly request: number
  readonly socket: Socket
  readonly dueUs: number
  readonly bytes: string | undefined
  readonly isLast: boolean
}

/** The next that is due comes last. */
let owed: Owed[] = []
let firstUs: number | undefined
let [requests, errors, resets] = [0, 0, 0]
let lateMs: (number | null)[] = []
let ignored = 0
let isTurning = false
let waiting: NodeJS.Timeout | undefined

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (chunk) => {
    for (let at = chunk.indexOf(endOfHead); at >= 0; at = chunk.indexOf(endOfHead, at + 4)) {
      receive(socket)
    }
  })
  socket.on('error', () => socket.destroy())
})

function receive(socket: Socket): void {
  if (ignored > 0) {
    ignored -= 1
    socket.write(headOf(200, 1), 'latin1')
    return
  }
  const receivedUs = nowUs()
  firstUs ??= receivedUs
  const request = requests
  const { afterMs, status, pieces, pieceEveryMs, isReset } = answerOf(request)
  requests += 1
  if (status === 500) errors += 1
  if (isReset) resets += 1
  const headUs = receivedUs + afterMs * 1_000
  const owe = (dueUs: number, bytes: string | undefined, isLast: boolean) =>
    put({ request, socket, dueUs, bytes, isLast })
  if (isReset) owe(headUs, undefined, true)
  else owe(headUs, headOf(status, Math.max(1, pieces)), pieces === 0)
  for (let piece = 1; piece <= pieces; piece += 1) {
    owe(headUs + piece * pieceEveryMs * 1_000, 'x', piece === pieces)
  }
  // The new answer may be due before all others.
  if (waiting !== undefined) goOn()
  if (isTurning) return
  isTurning = true
  setImmediate(turn)
}

function headOf(status: 200 | 500, length: number): string {
  const reason = status === 200 ? 'OK' : 'Internal Server Error'
  const body = length === 1 ? 'x' : ''
  return `HTTP/1.1 ${status} ${reason}\r\nContent-Length: ${length}\r\n\r\n${body}`
}

function put(one: Owed): void {
  let at = owed.length
  while (at > 0 && (owed[at - 1]?.dueUs ?? 0) < one.dueUs) at -= 1
  owed.splice(at, 0, one)
}

function turn(): void {
  standStill()
  const now = nowUs()
  for (let next = owed.at(-1); next !== undefined && next.dueUs <= now; next = owed.at(-1)) {
    owed.pop()
    if (next.bytes === undefined) next.socket.resetAndDestroy()
    else next.socket.write(next.bytes, 'latin1')
    if (next.isLast) note(next)
  }
  isTurning = owed.length > 0 || (stall !== undefined && firstUs !== undefined)
  if (isTurning) rest()
}

/** A stall makes it late by law. */
function note({ request, dueUs, bytes }: Owed): void {
  const sinceFirstMs = (dueUs - (firstUs ?? 0)) / 1_000
  const byLawMs = stallEndMs(stall, sinceFirstMs) ?? sinceFirstMs
  const endedMs = (nowUs() - (firstUs ?? 0)) / 1_000
  lateMs[request] = bytes === undefined ? null : endedMs - byLawMs
}

/**
 * Far from what is due it waits for requests, which wake it; near to it, it naps, and a request that comes
 * meanwhile is received late by no more than a nap. Who has to stand still in between always naps.
 */
function rest(): void {
  const untilDueMs = ((owed.at(-1)?.dueUs ?? Number.POSITIVE_INFINITY) - nowUs()) / 1_000
  if (stall === undefined && untilDueMs > 2 * timerLateMaxMs) {
    waiting = setTimeout(goOn, untilDueMs - timerLateMaxMs)
    return
  }
  const napMs = Math.min(untilDueMs, napMaxMs)
  if (napMs > napMinMs) Atomics.wait(nap, 0, 0, napMs)
  setImmediate(turn)
}

function goOn(): void {
  clearTimeout(waiting)
  waiting = undefined
  turn()
}

function standStill(): void {
  if (firstUs === undefined) return
  const atMs = (nowUs() - firstUs) / 1_000
  const endMs = stallEndMs(stall, atMs)
  if (endMs !== undefined) Atomics.wait(nap, 0, 0, endMs - atMs)
}

function log(): ServerLog {
  // One that is still owed an answer when this is asked was not answered.
  const late = Array.from(lateMs, (ms) => ms ?? null)
  return { requests, errors, resets, firstAtUs: firstUs ?? 0, lateMs: late }
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const http = typeof address === 'object' && address !== null ? address.port : 0
  notify({ say: 'ready', ports: { http } })
})
onCommand(({ do: name, with: message }) => {
  if (name === 'log') return log()
  ignored = z.strictObject({ ignored: z.number() }).parse(message).ignored
  owed = []
  firstUs = undefined
  requests = 0
  errors = 0
  resets = 0
  lateMs = []
  return undefined
})
