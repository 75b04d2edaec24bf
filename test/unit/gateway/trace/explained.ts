import { noCache } from '../../../../gateway/cache/no-cache.ts'
import { replicatedCounters } from '../../../../gateway/counters/replicated-counters.ts'
import { EchoPools } from '../../../../gateway/explain/echo-pools.ts'
import { openInstance } from '../../../../gateway/open-instance.ts'
import { bodyOfText, buffered } from '../../../../gateway/pipeline/body.ts'
import { HeaderList } from '../../../../gateway/pipeline/headers.ts'
import { parseQuery } from '../../../../gateway/pipeline/query.ts'
import { ignoredMetrics } from '../../../../gateway/telemetry/custom-metrics.ts'
import { closedSink } from '../../../../gateway/telemetry/event-sink.ts'
import type { RequestTrace } from '../../../../gateway/trace/trace.ts'
import { type RevisionContent, revisionOf } from '../../../../ledger/revision.ts'
import { virtualClock } from '../../../conformance/behaviour/virtual-clock.ts'
import { apiOf, contentOf, document, operationOf } from '../in-memory.ts'

type Sections = { readonly inbound?: string; readonly backend?: string; readonly outbound?: string }

/** Documents as text: each section with `<base/>` before what is given. */
export function policies(sections: Sections & { readonly 'on-error'?: string }): string {
  const written = Object.entries(sections).map(
    ([name, xml]) => `<${name}>${name === 'backend' ? '' : '<base />'}${xml}</${name}>`,
  )
  return `<policies>${written.join('')}</policies>`
}

export type Explaining = {
  readonly api?: string
  readonly operation?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly target?: string
  readonly body?: string
  readonly content?: Partial<RevisionContent>
}

/** The trace of `GET /orders/item/7` in a gateway whose backends echo. */
export async function traceOf(
  given: Explaining,
): Promise<RequestTrace & { readonly body: string }> {
  const { target = '/orders/item/7', headers = {}, body = '' } = given
  const clock = virtualClock()
  await using instance = openInstance({
    clock,
    hosts: undefined,
    pools: new EchoPools({ clock, hosts: {}, connectTimeoutMs: 100 }),
    connectTimeoutMs: 100,
    runId: '0123456789abcdef',
    deployment: { region: 'r', serviceName: 's', gatewayId: 'g', instanceId: 'i' },
    counters: replicatedCounters({ holder: 'i#1', runId: '0123456789abcdef' }),
    cache: noCache,
    events: closedSink,
    customMetrics: ignoredMetrics,
    witness: () => undefined,
    circuitChanged: () => undefined,
    isStrict: false,
    defect: () => undefined,
  })
  const operation = operationOf('item', {
    urlTemplate: '/item/{id}',
    ...(given.operation && { policy: document(given.operation, 'operation.xml') }),
  })
  const api = apiOf([operation], { ...(given.api && { policy: document(given.api, 'api.xml') }) })
  instance.apply(revisionOf(3, contentOf({ apis: [api], ...given.content })))
  const [path = '', rawQuery = ''] = target.split('?')
  const url = {
    scheme: 'https',
    host: 'gateway.example',
    port: 443,
    path,
    query: parseQuery(rawQuery),
    rawQuery,
  }
  const list = new HeaderList()
  list.set('Host', 'gateway.example')
  for (const [name, value] of Object.entries(headers)) list.set(name, value)
  const explained = instance.explain({
    method: 'GET',
    url: { ...url, query: parseQuery(rawQuery) },
    originalUrl: url,
    headers: list,
    matchedParameters: new Map(),
    ipAddress: '10.0.0.7',
    body: bodyOfText(body),
  })
  const { trace, response } = await clock.until(explained)
  const whole = await buffered(response.body)
  return { ...trace, body: whole.kind === 'bytes' ? whole.bytes.toString('utf8') : '' }
}
