import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Notice } from '../ledger/child.ts'
import type { Endpoint } from '../ledger/launch/gateway.ts'

/**
 * Opens the process's port and tells its parent which it is, or that it could not, and why.
 * True when it serves.
 */
export async function serve(
  app: FastifyInstance,
  listen: Endpoint,
  notify: (notice: Notice) => void,
): Promise<boolean> {
  try {
    await app.listen({ host: listen.host, port: listen.port })
  } catch (error) {
    notify({ say: 'failed', problem: `${listen.host}:${listen.port}: ${messageOf(error)}` })
    return false
  }
  notify({ say: 'ready', ports: { http: portOf(app.server.address()) } })
  return true
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The port of a server that listens; 0 for one that does not. */
export function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
