import { Pool } from 'undici'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import { type Revision, revisionSchema } from '../../ledger/revision.ts'
import { fetchText } from '../backends/fetch-text.ts'
import type { Clock } from '../clock.ts'

export type RevisionSource = AsyncDisposable & {
  /** The latest revision above a number; undefined when there is none. Rejects when out of reach. */
  latestAfter(number: number): Promise<Revision | undefined>
}

// A configuration of thousands of operations has some megabytes.
const bytesMax = 256 * 1024 * 1024
const timeoutMs = 10_000

/** Asks the management plane, in the name of an instance. */
export function managementPlaneAt(
  { host, port }: Endpoint,
  instance: string,
  clock: Clock,
  connectTimeoutMs: number,
): RevisionSource {
  const authority = `${host}:${port}`
  const pool = new Pool(`http://${authority}`, {
    allowH2: false,
    connections: 1,
    connectTimeout: connectTimeoutMs,
  })
  return {
    async latestAfter(number) {
      const path = `/revisions/latest?after=${number}&instance=${encodeURIComponent(instance)}`
      const { status, text } = await fetchText({
        dispatcher: pool,
        clock,
        path,
        host: authority,
        timeoutMs,
        bytesMax,
      })
      if (status === 204) return undefined
      if (status !== 200) throw new Error(`the management plane answered ${status}`)
      return revisionSchema.parse(JSON.parse(text))
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}
