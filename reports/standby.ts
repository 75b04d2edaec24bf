import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'
import { standbySchema } from '../scenarios/schema/standby.ts'
import type { Manifest } from './store/manifest.ts'

/** A service beside the one that the drill is about, with a configuration of its own. */
export type StandbyService = {
  readonly instances: ReadonlySet<string>
  /** Whether its management plane tells this. */
  isFrom(event: Pick<DrillEvent, 'source'>): boolean
}

const scenarioSchema = z.looseObject({ standby: standbySchema.optional() })

/** Of a run; one without a standby has a service without instances. */
export function standbyServiceOf({ scenario, instances }: Manifest): StandbyService {
  const region = scenarioSchema.safeParse(scenario ?? {}).data?.standby?.region
  const own = instances.filter((one) => one.region === region && one.gateway === undefined)
  return {
    instances: new Set(region === undefined ? [] : own.map(({ instance }) => instance)),
    isFrom: ({ source }) => source === 'management-standby',
  }
}
