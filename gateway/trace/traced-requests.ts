import type { RevisionContent } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import type { Admission } from '../pipeline/admit.ts'
import type { Exchange, GatewayResponse } from '../pipeline/exchange.ts'
import type { ReadRequest } from '../transport/read-request.ts'
import { isSensitiveName } from './mask.ts'
import { Recorder } from './recorder.ts'
import type { TraceDesk, TraceGrant } from './trace-desk.ts'

type Admit = (request: ReadRequest) => Admission

/** A request that asked for its trace, and what it got. */
export type AskedTrace = {
  readonly grant: TraceGrant
  /** By the traced plans, once it is granted. */
  readonly admission: Admission
  readonly recorder: Recorder | undefined
}

export type TracedRequests = {
  /** Undefined for a request that does not ask, which is nearly every one. */
  asked(request: ReadRequest, admission: Admission, receivedAtUs: number): AskedTrace | undefined
  /** Compiles what traced requests run, so that the first of them need not wait for it. */
  prepare(): void
  /** The same for one that needs no grant. */
  granted(
    request: ReadRequest,
    receivedAtUs: number,
  ): { readonly admission: Admission; readonly recorder: Recorder }
  /** Keeps the trace and tells the caller of it. */
  close(asked: AskedTrace, exchange: Exchange, response: GatewayResponse): void
}

export type TracedRequestsOptions = {
  /** Absent: nobody may have a trace who does not own the gateway. */
  readonly desk: TraceDesk | undefined
  readonly clock: Clock
  readonly content: RevisionContent
  readonly revisionNumber: number
  /** Compiles the configuration once more, with recorders; called when it is first needed. */
  readonly compile: () => Admit
}

/** The requests of one revision that are traced. */
export function tracedRequests(options: TracedRequestsOptions): TracedRequests {
  const { desk, clock, content, revisionNumber, compile } = options
  let admit: Admit | undefined
  let secrets: readonly string[] | undefined

  function prepare(): Admit {
    admit ??= compile()
    return admit
  }

  function granted(request: ReadRequest, receivedAtUs: number) {
    const admission = prepare()(request)
    secrets ??= secretsOf(content)
    return { admission, recorder: new Recorder({ clock, receivedAtUs, secrets }) }
  }

  return {
    prepare,
    granted,
    asked(request, admission, receivedAtUs) {
      const { headers, originalUrl } = request
      if (desk === undefined || !desk.isAskedBy(headers)) return undefined
      const grant = desk.grantOf({
        headers,
        api: admission.match?.api,
        subscription: admission.subscription,
        origin: `${originalUrl.scheme}://${headers.first('host') ?? originalUrl.host}`,
      })
      if (!grant.isGranted) return { grant, admission, recorder: undefined }
      return { grant, ...granted(request, receivedAtUs) }
    },
    close({ grant, recorder }, exchange, response) {
      const trace = recorder?.finish(exchange, response, revisionNumber)
      grant.announce(response, trace)
      if (trace !== undefined) desk?.keep(trace)
    },
  }
}

/** What no trace may show, wherever it turns up: secret named values, credentials of backends. */
export function secretsOf(content: RevisionContent): readonly string[] {
  const { namedValues, backends, workspaces = [] } = content
  const ofBackends = backends.flatMap(({ credentials: { headers, query } }) => [
    ...Object.entries(headers).flatMap(([name, values]) => (isSensitiveName(name) ? values : [])),
    ...Object.values(query).flat(),
  ])
  const named = [...namedValues, ...workspaces.flatMap((workspace) => workspace.namedValues)]
  const ofNames = named.flatMap(({ isSecret, value }) =>
    isSecret && value !== undefined ? [value] : [],
  )
  return [...ofNames, ...ofBackends]
}
