import type { UrlParts } from '../../../pipeline/exchange.ts'

const standardPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 }

/** The whole URL; a port that its scheme implies is left out. */
export function urlText(url: Readonly<UrlParts>): string {
  const port = standardPorts[url.scheme] === url.port ? '' : `:${url.port}`
  return `${url.scheme}://${url.host}${port}${url.path}${queryText(url.query)}`
}

/** With its `?`; empty when there is no query. */
export function queryText(query: ReadonlyMap<string, readonly string[]>): string {
  const pairs = [...query].flatMap(([name, values]) =>
    values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** `Uri.ToString()`: escapes that nothing depends on are shown as what they stand for. */
export function canonicalUri({ href }: URL): string {
  try {
    return decodeURI(href)
  } catch {
    return href
  }
}
