import type { Parent } from '../ledger/child.ts'
import { GatedrillError } from '../ledger/errors.ts'
import type { EventKind } from '../ledger/events.ts'
import type { GatewayLaunch } from '../ledger/launch/gateway.ts'
import type { Revision } from '../ledger/revision.ts'
import type { Clock } from './clock.ts'
import type { Instance } from './instance.ts'
import type { RevisionSource } from './sync/pull-revision.ts'
import { heartbeatsOf } from './sync/send-heartbeats.ts'
import { syncRevisions } from './sync/sync-revisions.ts'

export type InTouchOptions = {
  /** The management plane; undefined: there is none. */
  readonly source: RevisionSource | undefined
  readonly parent: Parent<GatewayLaunch>
  readonly clock: Clock
  readonly instance: Pick<Instance, 'revisionNumber'>
  readonly apply: (revision: Revision) => void
  readonly signal: AbortSignal
}

/** Asks the management plane for newer revisions, and tells it that a self-hosted node lives. */
export async function keepInTouch(options: InTouchOptions): Promise<void> {
  const { parent, clock, signal } = options
  const beating = heartbeatsOf(parent.launch, clock, signal, (isReached) =>
    sayOfItself(isReached ? 'management-reached' : 'management-lost', parent, clock),
  )
  await Promise.all([keepInSync(options), beating])
}

/** Tells the parent what this instance is at. */
export function sayOfItself(
  kind: EventKind,
  { launch, notify }: Parent<GatewayLaunch>,
  { nowUs }: Clock,
): void {
  const { instance, zone, region } = launch
  notify({ say: 'event', event: { atUs: nowUs(), kind, instance, zone, region } })
}

async function keepInSync(options: InTouchOptions): Promise<void> {
  const { source, parent, clock, instance, apply, signal } = options
  if (source === undefined) return
  let said = ''
  await syncRevisions({
    source,
    periodMs: parent.launch.syncPeriodMs,
    clock,
    signal,
    numberNow: () => instance.revisionNumber,
    apply,
    failed(error) {
      // Out of reach is daily life and said nowhere; bad revisions are said once each.
      if (!(error instanceof GatedrillError) || error.message === said) return
      said = error.message
      process.stderr.write(`${said}\n`)
    },
  })
}
