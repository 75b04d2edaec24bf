import { type IncomingMessage, ServerResponse } from 'node:http'
import { type Duplex, pipeline } from 'node:stream'
import type { GatewayResponse } from '../pipeline/exchange.ts'
import { type OwnAnswer, send } from './send.ts'

/** The answer to a request that left HTTP: another protocol from here on, or a plain refusal. */
export class UpgradeAnswer implements OwnAnswer {
  readonly #message: IncomingMessage
  readonly #socket: Duplex
  readonly #head: Buffer
  #response: ServerResponse | undefined
  #isUpgraded = false

  /** `head`: what the client has already sent behind its request. */
  constructor(message: IncomingMessage, socket: Duplex, head: Buffer) {
    this.#message = message
    this.#socket = socket
    this.#head = head
    // Nobody else listens any more; the end is seen by `close`.
    socket.on('error', () => undefined)
  }

  get headersSent(): boolean {
    return this.#isUpgraded || this.#response?.headersSent === true
  }

  get writableFinished(): boolean {
    return this.#isUpgraded || this.#response?.writableFinished === true
  }

  get closed(): boolean {
    return this.#socket.destroyed
  }

  once(_event: 'close', call: () => void): void {
    this.#socket.once('close', call)
  }

  destroy(): void {
    this.#socket.destroy()
  }

  send(response: GatewayResponse, method: string): void {
    const { upgraded } = response
    if (upgraded !== undefined && response.status === 101) this.#connect(response, upgraded)
    else this.#refuse(response, method)
  }

  #refuse(response: GatewayResponse, method: string): void {
    const answer = new ServerResponse(this.#message)
    this.#response = answer
    answer.shouldKeepAlive = false
    const socket = this.#socket
    // Node's types ask for a Socket; over TLS and in tests it may be another Duplex.
    Reflect.apply(answer.assignSocket, answer, [socket])
    answer.once('finish', () => socket.end(() => socket.destroy()))
    send(response, answer, method)
  }

  #connect(response: GatewayResponse, backend: Duplex): void {
    const socket = this.#socket
    if (socket.destroyed) {
      backend.destroy()
      return
    }
    this.#isUpgraded = true
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket']
    for (const [name, values] of response.headers.entries()) {
      for (const value of values) lines.push(`${name}: ${value.replace(/[\r\n\0]/g, '')}`)
    }
    socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
    if (this.#head.length > 0) socket.unshift(this.#head)
    join(socket, backend)
    join(backend, socket)
  }
}

/** Passes bytes on as fast as they are taken, and the end with them; a break ends both sides. */
function join(from: Duplex, to: Duplex): void {
  pipeline(from, to, (error) => {
    if (!error) return
    from.destroy()
    to.destroy()
  })
}
