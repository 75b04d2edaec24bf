import type { BaseUrl } from './call.ts'

// Base URLs come from expressions too, so what is kept must have an end.
const keptMax = 1_000
const kept = new Map<string, BaseUrl | undefined>()

/** Takes a base URL apart; undefined when it is no http or https (ws, wss) URL. */
export function baseUrlOf(text: string): BaseUrl | undefined {
  if (kept.has(text)) return kept.get(text)
  if (kept.size >= keptMax) kept.clear()
  const parsed = parse(text)
  kept.set(text, parsed)
  return parsed
}

function parse(text: string): BaseUrl | undefined {
  // A WebSocket begins as a request of HTTP.
  const url = URL.parse(text.trim().replace(/^ws(?=s?:)/i, 'http'))
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return {
    scheme: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    host: url.host,
    path: url.pathname.replace(/\/+$/, ''),
    query: url.search.slice(1),
  }
}
