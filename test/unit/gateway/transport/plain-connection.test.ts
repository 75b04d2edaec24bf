import { once } from 'node:events'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { bodyOfText } from '../../../../gateway/pipeline/body.ts'
import { newResponse } from '../../../../gateway/pipeline/response.ts'
import type { PlainAnswer } from '../../../../gateway/transport/plain-answer.ts'
import { PlainConnection } from '../../../../gateway/transport/plain-connection.ts'

/** A connection that says what is written to it, or that it broke. */
class Wire extends Socket {
  readonly written: string[] = []
  readonly #error: Error | undefined

  constructor(error?: Error) {
    super()
    this.#error = error
  }

  override _write(chunk: Buffer | string, _encoding: string, done: (error?: Error) => void): void {
    this.written.push(String(chunk))
    done(this.#error)
  }

  override _read(): void {
    // What it reads is pushed.
  }
}

function answered(wire: Wire): Promise<PlainAnswer> {
  return new Promise((resolve) => {
    new PlainConnection(wire, {
      keptForS: 7,
      unixMs: () => 0,
      departure: { isLeaving: false },
      isServed: () => true,
      handle(_message, answer) {
        answer.once('close', () => resolve(answer))
        answer.send({ ...newResponse(200), body: bodyOfText('done') }, 'GET')
      },
      handOver: () => undefined,
      gone: () => undefined,
    })
    wire.push('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  })
}

test('what a connection takes at once is answered at once', async () => {
  const wire = new Wire()
  const answer = await answered(wire)
  expect(answer.writableFinished).toBe(true)
  expect(wire.written.join('')).toBe(
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n' +
      'Connection: keep-alive\r\nKeep-Alive: timeout=7\r\n\r\ndone',
  )
  wire.destroy()
})

test('what a broken connection does not take is not answered', async () => {
  const wire = new Wire(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  const closed = once(wire, 'close').catch(() => undefined)
  const answer = await answered(wire)
  expect(answer.closed).toBe(true)
  expect(answer.writableFinished).toBe(false)
  await closed
})
