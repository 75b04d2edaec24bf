import type { Section } from '../policy/define-policy.ts'
import type { RequestTrace, TraceStep } from './trace.ts'

type Entry = {
  readonly source: string
  /** ISO 8601, UTC. */
  readonly timestamp: string
  /** Since the request arrived: `00:00:00.0012340`. */
  readonly elapsed: string
  readonly data: unknown
}

export type ServiceTrace = {
  readonly traceId: string
  readonly traceEntries: { readonly [Name in Section]?: readonly Entry[] }
}

/** The same as the service's own trace has it: entries by section. Source: APIM, List Trace. */
export function serviceTraceOf(trace: RequestTrace): ServiceTrace {
  const { traceId, request, response, steps, lastError, durationUs } = trace
  const entries: { readonly section: Section; readonly entry: Entry }[] = []
  const put = (section: Section, source: string, atUs: number, data: unknown) => {
    entries.push({ section, entry: { source, ...timesOf(trace, atUs), data } })
  }
  put('inbound', 'api-inspector', 0, { request })
  for (const step of steps) {
    const section = step.section === '' ? 'inbound' : step.section
    put(section, step.policy, step.startUs, dataOf(step))
    for (const { source, atUs, text } of step.messages) put(section, source, atUs, text)
  }
  if (lastError !== undefined) put('on-error', 'api-inspector', durationUs, { lastError })
  put('outbound', 'transfer-response', durationUs, { response })
  const grouped = Object.groupBy(entries, ({ section }) => section)
  return {
    traceId,
    traceEntries: Object.fromEntries(
      Object.entries(grouped).map(([section, rows]) => [section, rows.map(({ entry }) => entry)]),
    ),
  }
}

function dataOf({ scope, owner, path, document, durationUs, outcome, error, changes }: TraceStep) {
  return { scope, owner, path, document, durationUs, outcome, ...(error && { error }), changes }
}

function timesOf({ receivedAt }: RequestTrace, atUs: number) {
  const atMs = Date.parse(receivedAt) + atUs / 1_000
  const ticks = String(Math.round((atUs % 1_000_000) * 10)).padStart(7, '0')
  const seconds = Math.floor(atUs / 1_000_000)
  const [hours, minutes, rest] = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  return {
    timestamp: new Date(atMs).toISOString(),
    elapsed: `${hours}:${minutes}:${rest}.${ticks}`,
  }
}
