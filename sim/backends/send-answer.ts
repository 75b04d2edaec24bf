import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import type { Ending } from './treatment.ts'

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Drops come this often: seldom enough to cost nothing, often enough to look like a stream. */
const dripEveryMs = 50

/** Sends an answer in the way that its ending wants it. Whoever has gone gets nothing. */
export async function sendAnswer(
  raw: ServerResponse,
  answer: Answer,
  ending: Ending,
  clock: Clock,
): Promise<void> {
  switch (ending.kind) {
    case 'held':
      await ending.released
      if (!raw.destroyed) sendWhole(raw, answer)
      break
    case 'drip':
      drip(raw, answer, ending.bytesPerS, clock)
      break
    case 'reset':
    case 'truncated':
      breakOff(raw, answer, ending)
      break
    case 'raw':
      raw.socket?.end(ending.text)
      break
    default:
      sendWhole(raw, answer)
  }
}

function sendWhole(raw: ServerResponse, answer: Answer): void {
  writeHead(raw, answer)
  raw.end(answer.body)
}

function writeHead(raw: ServerResponse, { status, headers, body }: Answer): void {
  raw.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
}

function drip(raw: ServerResponse, answer: Answer, bytesPerS: number, clock: Clock): void {
  const bytes = Buffer.from(answer.body)
  writeHead(raw, answer)
  raw.flushHeaders()
  let sent = 0
  let callOff: (() => void) | undefined
  const next = () => {
    // Counted from all that is due: a rate below one byte a drop is kept too.
    drops += 1
    const due = Math.min(bytes.length, Math.floor((drops * dripEveryMs * bytesPerS) / 1_000))
    if (due > sent) raw.write(bytes.subarray(sent, due))
    sent = due
    if (sent === bytes.length) raw.end()
    else callOff = clock.after(dripEveryMs, next)
  }
  let drops = 0
  raw.once('close', () => callOff?.())
  callOff = clock.after(dripEveryMs, next)
}

/** Ends the connection within the body: by RST, or in order as if nothing were missing. */
function breakOff(
  raw: ServerResponse,
  answer: Answer,
  { kind, share }: Extract<Ending, { kind: 'reset' | 'truncated' }>,
): void {
  const bytes = Buffer.from(answer.body)
  const { socket } = raw
  writeHead(raw, answer)
  const end = () => {
    if (kind === 'reset') socket?.resetAndDestroy()
    else socket?.end()
  }
  const part = bytes.subarray(0, Math.floor(bytes.length * share))
  if (part.length > 0) raw.write(part, end)
  else {
    raw.flushHeaders()
    end()
  }
}
