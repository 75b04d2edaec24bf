import type { Api, Subscription } from '../../ledger/revision.ts'
import { apiIdWithoutRevision } from '../config/resource-id.ts'
import type { GatewayResponse } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import { checkDebugToken, isSame, signatureOf } from './debug-token.ts'
import type { RequestTrace } from './trace.ts'

/** Beside the status path, where no API can stand in its way. */
export const tracePath = '/trace-0123456789abcdef'

/** What a request that asks for its trace gets. */
export type TraceGrant = {
  readonly isGranted: boolean
  /** Tells the caller where its trace is, or why there is none. */
  announce(response: GatewayResponse, trace: RequestTrace | undefined): void
}

/** Who may trace, and the traces that were made, the newest ones of the last hour. */
export type TraceDesk = {
  isAskedBy(headers: HeaderList): boolean
  grantOf(asked: TracedRequest): TraceGrant
  keep(trace: RequestTrace): void
  /** For whoever has a token of the trace's API, or the signature of its address. */
  find(id: string, shown: { readonly token?: string; readonly signature?: string }): FoundTrace
}

export type FoundTrace = RequestTrace | 'forbidden' | 'unknown'

export type TracedRequest = {
  readonly headers: HeaderList
  readonly api: Api | undefined
  readonly subscription: Subscription | undefined
  /** `http://host:port`, as the client called it. */
  readonly origin: string
}

export type TraceDeskOptions = {
  /** What tokens are minted and checked with. */
  readonly key: Buffer
  readonly unixMs: () => number
  /** Is told every trace when its response is known. */
  readonly told?: ((trace: RequestTrace) => void) | undefined
}

// The service kept a hundred traces of a subscription. Source: APIM, api-management-howto-api-inspector.
const keptMax = 100
const keptMs = 3_600_000

const tokenHeader = 'apim-debug-authorization'
const olderHeader = 'ocp-apim-trace'

/** Source: APIM, api-management-howto-api-inspector; `Ocp-Apim-Trace` is its older form. */
export function openTraceDesk({ key, unixMs, told }: TraceDeskOptions): TraceDesk {
  const kept = new Map<string, { readonly trace: RequestTrace; readonly untilMs: number }>()

  function forget(): void {
    const nowMs = unixMs()
    for (const [id, { untilMs }] of kept) {
      if (untilMs > nowMs && kept.size <= keptMax) return
      kept.delete(id)
    }
  }

  function byToken(token: string, api: Api | undefined): TraceGrant {
    const checked = checkDebugToken(token, key, unixMs())
    if (checked.kind === 'invalid') return refused
    if (checked.kind === 'expired') {
      const at = new Date(checked.expiresAtMs).toISOString()
      return refusedWith('Apim-Debug-Authorization-Expired', `The token expired at ${at}.`)
    }
    if (checked.apiId !== apiIdWithoutRevision(api?.id ?? '')) {
      const why = `The token was issued for the API ${checked.apiId}.`
      return refusedWith('Apim-Debug-Authorization-WrongAPI', why)
    }
    return grantedWith('Apim-Trace-Id', ({ traceId }) => traceId)
  }

  return {
    isAskedBy: (headers) => headers.has(tokenHeader) || headers.has(olderHeader),
    grantOf({ headers, api, subscription, origin }) {
      const token = headers.first(tokenHeader)
      // It is for this gateway alone: no backend is to see it.
      headers.delete(tokenHeader)
      if (token !== undefined) return byToken(token, api)
      const isOn = headers.first(olderHeader)?.toLowerCase() === 'true'
      if (!isOn || subscription?.mayTrace !== true) return refused
      return grantedWith('Ocp-Apim-Trace-Location', ({ traceId }) => {
        return `${origin}${tracePath}?id=${traceId}&sn=${signatureOf(traceId, key)}`
      })
    },
    keep(trace) {
      kept.set(trace.traceId, { trace, untilMs: unixMs() + keptMs })
      forget()
      told?.(trace)
    },
    find(id, { token = '', signature = '' }) {
      forget()
      const trace = kept.get(id)?.trace
      const checked = checkDebugToken(token, key, unixMs())
      const isForAll = isSame(signature, signatureOf(id, key))
      if (checked.kind !== 'valid' && !isForAll) return 'forbidden'
      if (trace === undefined) return 'unknown'
      const isOfApi =
        checked.kind === 'valid' && checked.apiId === apiIdWithoutRevision(trace.matched.api)
      return isForAll || isOfApi ? trace : 'forbidden'
    },
  }
}

const refused: TraceGrant = { isGranted: false, announce: () => undefined }

function refusedWith(name: string, why: string): TraceGrant {
  return { isGranted: false, announce: ({ headers }) => headers.set(name, why) }
}

function grantedWith(name: string, addressOf: (trace: RequestTrace) => string): TraceGrant {
  return {
    isGranted: true,
    announce({ headers }, trace) {
      if (trace !== undefined) headers.set(name, addressOf(trace))
    },
  }
}
