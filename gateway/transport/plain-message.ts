import type { Socket } from 'node:net'
import type { RequestHead } from '../../wire/request-head.ts'

/** A request of HTTP/1.1 that has come whole. */
export class PlainMessage {
  readonly httpVersion = '1.1'
  readonly method: string
  readonly url: string
  /** Name, value, name, value, ... */
  readonly rawHeaders: readonly string[]
  readonly socket: Pick<Socket, 'remoteAddress'>
  readonly body: Buffer | undefined

  constructor(head: RequestHead, body: Buffer | undefined, socket: PlainMessage['socket']) {
    this.method = head.method
    this.url = head.target
    this.rawHeaders = head.headers
    this.socket = socket
    this.body = body
  }
}
