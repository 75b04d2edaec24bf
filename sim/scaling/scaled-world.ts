import { gatewayStatusSchema } from '../../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import type { Membership } from '../membership.ts'
import type { Processes } from '../processes/processes.ts'
import { management } from '../wiring.ts'
import type { World } from '../world.ts'

/** The world as those see it who change how many instances it has. */
export type ScaledWorld = {
  readonly instances: readonly PlacedInstance[]
  readonly membership: Pick<Membership, 'add' | 'remove' | 'restart'>
  /** Whether the load balancer gives it connections. */
  isIn(instance: string): boolean
  /** Undefined when it does not answer, or nothing limits it. */
  capacityPercentOf(instance: string): Promise<number | undefined>
  /** Who else would take a request to change the service. */
  isManagementUp(): Promise<boolean>
  /** What is started from now on is of this topology. */
  setTopology(topology: Scenario['topology']): void
}

export function scaledWorldOf(world: World, processes: Processes): ScaledWorld {
  return {
    get instances() {
      return world.instances
    },
    membership: world.membership,
    isIn: (instance) => world.isIn(instance),
    async capacityPercentOf(instance) {
      if (!processes.isRunning(instance)) return undefined
      try {
        const status = await processes.running(instance).command('status', {})
        return gatewayStatusSchema.parse(status).capacityPercent
      } catch {
        // It died while it was asked.
        return undefined
      }
    },
    isManagementUp: () => world.answers({ name: management, kind: 'management' }),
    setTopology: (topology) => world.setTopology(topology),
  }
}
