import { z } from 'zod'
import type { NoticeEvent } from '../../ledger/child.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import type { Inhabitants } from '../inhabitants.ts'
import { edgeKindOf } from '../topology/places.ts'

const detailSchema = z.object({ disabled: z.array(z.string()) })

/**
 * Carries what the management plane has decided about routing (`disableGateway` of its locations)
 * to the router, which obeys after its time. `scenario` is changed: a router that is dead by then
 * goes by it when it is started again. Events of other kinds are let be.
 */
export async function obeyRoutingOrder(
  { kind, detail }: NoticeEvent,
  scenario: Scenario,
  inhabitants: Pick<Inhabitants, 'tell'>,
): Promise<void> {
  if (kind !== 'routing-changed') return
  const { disabled } = detailSchema.parse(detail)
  scenario.edge = { ...scenario.edge, disabled }
  const router = edgeKindOf(scenario)
  if (router !== 'direct') await inhabitants.tell(router, 'disabled', { disabled })
}
