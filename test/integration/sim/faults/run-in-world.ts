import { sendCanary } from '../../../../sim/canary.ts'
import { until, wait } from '../../../../sim/clock.ts'
import { planFaults } from '../../../../sim/faults/plan-faults.ts'
import { type FaultOutcome, runFault } from '../../../../sim/faults/run-fault.ts'
import type { smallWorld } from '../small-world.ts'

type SmallWorld = Awaited<ReturnType<typeof smallWorld>>

export type RunInWorld = FaultOutcome & {
  /** What a client at the edge got while it was applied: `500 none`, `0 TIMEOUT`. */
  readonly during: readonly string[]
  /** The same once it had healed, and the client was served again or not in ten seconds. */
  readonly after: readonly string[]
}

export type RunInWorldOptions = {
  /** When it may end, once it is proven: by what the client got until then. Absent: at once. */
  readonly isFelt?: (during: readonly string[]) => boolean
  /** Of the client's calls; past it the client has gone. */
  readonly withinMs?: number
  /** Of the client. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>
  readonly path?: string
  /** What it asks for once it has healed; absent: the same. */
  readonly pathAfter?: string
}

/** Of a fault that is not proven, or not felt. */
const heldMaxMs = 10_000

/**
 * Runs one fault in a world of real processes, while a client calls through the edge. It is held
 * until it is proven and felt.
 */
export async function runInWorld(
  { world, clock }: SmallWorld,
  { kind, ...params }: { readonly kind: string } & Readonly<Record<string, unknown>>,
  options: RunInWorldOptions = {},
): Promise<RunInWorld> {
  const { isFelt = () => true, withinMs = 400, headers, path = '/orders/item' } = options
  const { pathAfter = path } = options
  const signal = new AbortController().signal
  const faultWorld = world.forFault(`${kind}#1`, heldMaxMs + 30_000, signal)
  const input = { kind, ...params, atS: 0, durationS: heldMaxMs / 1_000 }
  const [resolved] = planFaults([input], faultWorld, 60)
  if (resolved === undefined) throw new Error(`${kind} was not planned`)
  const call = async (asked: string) => {
    const given = (await headers?.()) ?? {}
    const endpoint = world.edgeEndpoint()
    const { status, trouble } = await sendCanary(
      { endpoint, path: asked, headers: given, withinMs },
      clock,
    )
    return `${status} ${trouble}`
  }
  const during: string[] = []
  let [isApplied, isProven] = [false, false]
  const enough = new AbortController()
  const endWhenFelt = () => {
    if (isApplied && isProven && isFelt(during)) enough.abort()
  }
  const running = runFault(resolved, {
    clock,
    world: faultWorld,
    journal: { write: () => undefined },
    endAtUs: clock.nowUs() + heldMaxMs * 1_000,
    signal,
    endNow: enough.signal,
    say: ({ kind: event }) => {
      if (event === 'fault-applied') isApplied = true
      if (event === 'fault-undoing') isApplied = false
      if (event === 'fault-proven') isProven = true
      endWhenFelt()
    },
    onState: () => undefined,
  })
  const callers = Array.from({ length: 6 }, async () => {
    while ((await Promise.race([running, wait(clock, 20)])) === undefined) {
      if (isApplied) during.push(await call(path))
      endWhenFelt()
    }
  })
  const outcome = await running
  await Promise.all(callers)
  // The edge may have to let the instance in again, which takes as long as its probes.
  const isServed = async () => (await call(pathAfter)) === '200 none'
  await until(clock, { periodMs: 100, withinMs: 10_000 }, isServed)
  return { ...outcome, during, after: [await call(pathAfter), await call(pathAfter)] }
}
