import { Transform } from 'node:stream'
import { buffered } from '../../pipeline/body.ts'
import type { Body, GatewayResponse } from '../../pipeline/exchange.ts'
import type { Stop } from '../define-policy.ts'
import { completionText } from './completion.ts'
import { EventReader } from './event-reader.ts'

export type AnswerCheck = {
  /** Whether a piece of the answer may pass. */
  readonly check: (text: string) => Promise<Stop | undefined>
  /** Characters of a piece, and how many of them are those of the piece before. */
  readonly windowSize: number
  readonly windowOverlap: number
  readonly trace: (message: string) => void
}

/**
 * Lets a model's answer pass, piece by piece. One that does not come as events is checked before
 * the client gets anything of it; events are held back until theirs is checked, and just stop when
 * it may not pass. Source: APIM, llm-content-safety.
 */
export async function checkAnswer(
  response: GatewayResponse,
  given: AnswerCheck,
): Promise<Stop | undefined> {
  const type = response.headers.first('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    response.body = checkedEvents(response.body, given)
    return undefined
  }
  response.body = await buffered(response.body)
  if (response.body.kind !== 'bytes') return undefined
  const text = completionText(response.body.bytes.toString('utf8'))
  for (const piece of piecesOf(text, given)) {
    const stop = await given.check(piece)
    if (stop !== undefined) return stop
  }
  return undefined
}

export function piecesOf(
  text: string,
  { windowSize, windowOverlap }: Pick<AnswerCheck, 'windowSize' | 'windowOverlap'>,
): readonly string[] {
  const step = Math.max(1, windowSize - windowOverlap)
  const pieces: string[] = []
  for (let at = 0; at === 0 || at + windowOverlap < text.length; at += step) {
    pieces.push(text.slice(at, at + windowSize))
  }
  return pieces
}

// An event that is longer could not be read, and so not be checked.
const heldBytesMax = 4 * 1024 * 1024
const newline = 0x0a

function checkedEvents(body: Body, given: AnswerCheck): Body {
  if (body.kind === 'empty') return body
  const { check, windowSize, windowOverlap, trace } = given
  let text = ''
  let fresh = 0
  let held: Buffer = Buffer.alloc(0)
  let isStopped = false
  const reader = new EventReader((data) => {
    const piece = completionText(data)
    text += piece
    fresh += piece.length
  })

  function stop(why: string): void {
    isStopped = true
    held = Buffer.alloc(0)
    trace(`the events stop: ${why}`)
  }

  /** Lets go of whole lines that are held if they may pass; the rest waits for its end. */
  async function letGo(isEnd: boolean): Promise<void> {
    const found = fresh === 0 ? undefined : await check(text)
    if (found !== undefined) return stop(found.stop === 'fail' ? found.message : found.stop)
    const whole = isEnd ? held.length : held.lastIndexOf(newline) + 1
    if (whole > 0) checked.push(held.subarray(0, whole))
    held = held.subarray(whole)
    fresh = 0
    text = text.slice(Math.max(0, text.length - windowOverlap))
  }

  const checked: Transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (isStopped) return done()
      held = Buffer.concat([held, chunk])
      reader.read(chunk)
      if (held.length > heldBytesMax) stop('an event is too long to be checked')
      // What has no text yet waits for nothing.
      if (isStopped || (text.length < windowSize && fresh > 0)) return done()
      letGo(false).then(() => done(), done)
    },
    flush(done) {
      if (isStopped) return done()
      reader.end()
      letGo(true).then(() => done(), done)
    },
  })
  if (body.kind === 'bytes') {
    checked.end(body.bytes)
    return { kind: 'stream', stream: checked }
  }
  const { stream } = body
  checked.once('close', () => stream.destroy())
  stream.once('error', (error) => checked.destroy(error))
  return { kind: 'stream', stream: stream.pipe(checked) }
}
