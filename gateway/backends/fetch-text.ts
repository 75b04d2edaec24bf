import type { Dispatcher } from 'undici'
import type { Clock } from '../clock.ts'
import { baseUrlOf } from './base-url.ts'
import type { BackendPools } from './pools.ts'

export type FetchOptions = {
  readonly dispatcher: Dispatcher
  readonly clock: Clock
  readonly path: string
  readonly host: string
  readonly timeoutMs: number
  readonly bytesMax: number
  /** JSON to post; absent: nothing is posted. */
  readonly json?: string
}

/** Gets a whole text, or posts one and gets the answer's; rejects on any failure of the connection, after the time, or past the size. */
export async function fetchText(
  options: FetchOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  const { dispatcher, clock, path, host, timeoutMs, bytesMax, json } = options
  const abort = new AbortController()
  const cancel = clock.after(timeoutMs, () => abort.abort(new Error(`${host} timed out`)))
  try {
    const { statusCode, body } = await dispatcher.request({
      method: json === undefined ? 'GET' : 'POST',
      path,
      headers: {
        host,
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: json ?? null,
      signal: abort.signal,
    })
    const chunks: Buffer[] = []
    let count = 0
    for await (const chunk of body) {
      count += chunk.length
      if (count > bytesMax) throw new Error(`${host}${path} is larger than ${bytesMax} bytes`)
      chunks.push(chunk)
    }
    return { status: statusCode, text: Buffer.concat(chunks).toString('utf8') }
  } finally {
    cancel()
  }
}

/** Fetches a JSON document of the world; rejects unless it is answered with 200. */
export type FetchJson = (url: string) => Promise<unknown>

// Discovery documents and key sets have a few kilobytes.
const documentBytesMax = 1024 * 1024

export function fetchJsonThrough(pools: BackendPools, clock: Clock, timeoutMs: number): FetchJson {
  return async (url) => {
    const base = baseUrlOf(url)
    const dispatcher = base && pools.poolOf(base)
    if (base === undefined || dispatcher === undefined) throw new Error(`${url} cannot be reached`)
    const { host } = base
    const path = `${base.path === '' ? '/' : base.path}${base.query === '' ? '' : `?${base.query}`}`
    const bytesMax = documentBytesMax
    const { status, text } = await fetchText({ dispatcher, clock, path, host, timeoutMs, bytesMax })
    if (status !== 200) throw new Error(`${url} answered ${status}`)
    const document: unknown = JSON.parse(text)
    return document
  }
}
