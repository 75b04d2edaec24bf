import { request } from 'node:http'
import type { Endpoint } from '../../ledger/launch/gateway.ts'

/** Where an instance says that it lives. Source: APIM's default status endpoint. */
export const statusPath = '/status-0123456789abcdef'

/** True when it answers 200 in time, on a connection of its own. */
export function isAnswering(
  { host, port }: Endpoint,
  path: string,
  timeoutMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const probe = request({ host, port, path, agent: false, signal }, (response) => {
      response.on('error', () => undefined)
      response.resume()
      resolve(response.statusCode === 200)
    })
    probe.on('error', () => resolve(false))
    probe.end()
  })
}
