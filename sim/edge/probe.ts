import { request } from 'node:http'
import { connect } from 'node:net'
import type { Endpoint } from '../../ledger/launch/gateway.ts'

/** Where an instance says that it lives. Source: APIM's default status endpoint. */
export const statusPath = '/status-0123456789abcdef'

/** True when it answers 200 in time, on a connection of its own. */
export async function isAnswering(
  endpoint: Endpoint,
  path: string,
  timeoutMs: number,
): Promise<boolean> {
  return (await answerOf(endpoint, path, timeoutMs)) === 200
}

/** The status that it answers with, on a connection of its own; undefined when not in time. */
export function answerOf(
  { host, port }: Endpoint,
  path: string,
  timeoutMs: number,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const probe = request({ host, port, path, agent: false, signal }, (response) => {
      response.on('error', () => undefined)
      response.resume()
      resolve(response.statusCode)
    })
    probe.on('error', () => resolve(undefined))
    probe.end()
  })
}

/** A connection that is not ended within this time is one. */
const openForMs = 20

/** True when a connection there stays open; undefined when it is refused, ended or late. */
export function isOpenTo({ host, port }: Endpoint, timeoutMs: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const end = (isOpen: true | undefined) => () => {
      resolve(isOpen)
      socket.destroy()
    }
    socket.once('connect', () => socket.setTimeout(openForMs))
    socket.once('timeout', () => end(socket.connecting ? undefined : true)())
    for (const gone of ['error', 'end', 'close']) socket.once(gone, end(undefined))
  })
}
