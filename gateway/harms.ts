import type { Parent } from '../ledger/child.ts'
import { type HarmKinds, type Harms, harmsOn } from '../ledger/harms.ts'
import type { GatewayLaunch } from '../ledger/launch/gateway.ts'
import { processHarms } from '../ledger/process-harms.ts'
import type { SkewedClock } from './clock.ts'
import { clockHarm } from './clock-harm.ts'

/** Lets the controller harm this process from within: as any process, and in what parts of it add. */
export function sufferHarms(
  { launch, notify, onCommand }: Parent<GatewayLaunch>,
  clock: SkewedClock,
  own: HarmKinds,
): Harms {
  const { instance, zone, region } = launch
  const harms = harmsOn(
    clock,
    { ...processHarms(clock), clock: clockHarm(clock), ...own },
    (event) => notify({ say: 'event', event: { ...event, instance, zone, region } }),
  )
  onCommand((command) => harms.obey(command))
  return harms
}
