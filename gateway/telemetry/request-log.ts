import type { Diagnostic, LoggedMessage } from '../../ledger/entities.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import { apiIdWithoutRevision } from '../config/resource-id.ts'
import type { Exchange } from '../pipeline/exchange.ts'
import { LoggedRequest, type Wants, type WantsOfAll } from './logged-request.ts'
import { type LogRow, rowOf } from './request-log-row.ts'

/** Takes a row for each request that a diagnostic logs. */
export type RequestLogSink = (loggerId: string, row: LogRow) => void

export type RequestLogOptions = {
  readonly sink: RequestLogSink
  /** From 0 to below 1: which requests are sampled. */
  readonly random: () => number
}

/** The logs of one configuration. */
export type RequestLogs = {
  /** Keeps what is to be logged of a request, if anybody may log it. */
  begin(exchange: Exchange): void
  end(log: LoggedRequest, exchange: Exchange, endedAtUs: number): void
}

/**
 * Logs requests as the diagnostics say: those that are sampled, and all errors where that is asked
 * for. A diagnostic of an API stands in for the one of all APIs with its name. Undefined without
 * any. Source: APIM, Diagnostic - Create Or Update.
 */
export function compileRequestLogs(
  { diagnostics = [] }: RevisionContent,
  { sink, random }: RequestLogOptions,
): RequestLogs | undefined {
  if (diagnostics.length === 0) return undefined
  const ofApis = new Map<string, { all: readonly Diagnostic[]; wants: WantsOfAll }>()
  const forApi = (apiId: string) => {
    const known = ofApis.get(apiId)
    if (known !== undefined) return known
    const all = diagnosticsOf(diagnostics, apiIdWithoutRevision(apiId))
    const made = { all, wants: wantsOf(all) }
    ofApis.set(apiId, made)
    return made
  }
  return {
    begin(exchange) {
      const { all, wants } = forApi(exchange.api?.id ?? '')
      const isSampled = ({ samplingPercent }: Diagnostic) =>
        samplingPercent >= 100 || random() * 100 < samplingPercent
      const sampled = all.filter(isSampled)
      const onError = all.filter((one) => one.logsAllErrors && !sampled.includes(one))
      if (sampled.length + onError.length === 0) return
      const log = new LoggedRequest({ sampled, onError }, wants)
      exchange.request.body = log.arrived(exchange.request.headers, exchange.request.body)
      exchange.log = log
    },
    end(log, exchange, endedAtUs) {
      const { sampled, onError } = log.diagnostics
      const isError = exchange.lastError !== undefined || (exchange.response?.status ?? 0) >= 400
      for (const diagnostic of isError ? [...sampled, ...onError] : sampled) {
        sink(diagnostic.loggerId, rowOf(diagnostic, log, exchange, endedAtUs))
      }
    },
  }
}

/** One of each name: of the API itself, else of its workspace, else of the whole gateway. */
function diagnosticsOf(all: readonly Diagnostic[], apiId: string): readonly Diagnostic[] {
  const slash = apiId.indexOf('/')
  const ofWorkspace = slash < 0 ? undefined : `${apiId.slice(0, slash)}/*`
  const names = [...new Set(all.map(({ id }) => id))]
  return names.flatMap((name) => {
    const named = all.filter(({ id }) => id === name)
    const found =
      named.find((one) => one.apiId === apiId) ??
      named.find((one) => one.apiId !== undefined && one.apiId === ofWorkspace) ??
      named.find((one) => one.apiId === undefined)
    return found === undefined ? [] : [found]
  })
}

function wantsOf(all: readonly Diagnostic[]): WantsOfAll {
  const wants = (messageOf: (diagnostic: Diagnostic) => LoggedMessage | undefined): Wants => {
    const messages = all.flatMap((diagnostic) => messageOf(diagnostic) ?? [])
    const names = messages.flatMap(({ headers }) => headers.map((name) => name.toLowerCase()))
    return {
      headers: new Set(names),
      bodyBytes: Math.max(0, ...messages.map(({ bodyBytes }) => bodyBytes)),
    }
  }
  return {
    frontendRequest: wants(({ frontend }) => frontend?.request),
    frontendResponse: wants(({ frontend }) => frontend?.response),
    backendRequest: wants(({ backend }) => backend?.request),
    backendResponse: wants(({ backend }) => backend?.response),
  }
}
