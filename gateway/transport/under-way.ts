import { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** The response that a connection is busy with. Node keeps it there; there is no other way to know. */
export function responseUnderWay(socket: Duplex): ServerResponse | undefined {
  const response: unknown = Reflect.get(socket, '_httpMessage')
  return response instanceof ServerResponse ? response : undefined
}
