import type { Parent } from '../ledger/child.ts'
import { type HarmKinds, type Harms, harmsOn } from '../ledger/harms.ts'
import type { GatewayLaunch } from '../ledger/launch/gateway.ts'
import { processHarms } from '../ledger/process-harms.ts'
import type { Clock } from './clock.ts'

/** Lets the controller harm this process from within: as any process, and in what parts of it add. */
export function sufferHarms(
  { launch, notify, onCommand }: Parent<GatewayLaunch>,
  clock: Clock,
  own: HarmKinds,
): Harms {
  const { instance, zone, region } = launch
  const harms = harmsOn(clock, { ...processHarms(clock), ...own }, (event) =>
    notify({ say: 'event', event: { ...event, instance, zone, region } }),
  )
  onCommand((command) => harms.obey(command))
  return harms
}
