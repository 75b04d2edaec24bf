import type { Scenario } from '../../scenarios/schema.ts'
import type { Clock } from '../clock.ts'
import type { RunRecord } from '../run-record.ts'
import type { Stage } from '../session.ts'
import type { FaultDesk } from './fault-desk.ts'
import type { GameDayStatus } from './protocol.ts'

export type StatusParts = {
  readonly clock: Clock
  readonly record: Pick<RunRecord, 'progress' | 'loadToldAtUs'>
  readonly stage: Pick<Stage, 'world'>
  readonly desk: Pick<FaultDesk, 'status'>
  readonly scenario: Scenario
  readonly runId: string
  readonly folder: string
  readonly upAtUs: number
}

/** A load that has told nothing for this long has ended. */
const loadSilentS = 3

export function statusOf(parts: StatusParts): GameDayStatus {
  const { clock, record, stage, desk, scenario, runId, folder, upAtUs } = parts
  const load = loadOf(parts)
  return {
    scenario: scenario.name,
    runId,
    folder,
    upS: (clock.nowUs() - upAtUs) / 1_000_000,
    phase: record.progress.phase,
    instances: stage.world.instances.map(({ instance, region, zone }) => {
      return { instance, region, zone, isIn: stage.world.isIn(instance) }
    }),
    faults: desk.status(),
    ...(load === undefined ? {} : { load }),
  }
}

function loadOf({ record, clock }: StatusParts): GameDayStatus['load'] {
  const { loadToldAtUs } = record
  const { load } = record.progress
  if (load === undefined || loadToldAtUs === undefined) return undefined
  if (clock.nowUs() - loadToldAtUs > loadSilentS * 1_000_000) return undefined
  const { second, offered, p99Ms, rejected, failed, unknown, notSent } = load
  return {
    second,
    offeredPerS: offered,
    p99Ms,
    rejectedPerS: rejected,
    errorsPerS: failed + unknown + notSent,
  }
}
