import type { ClockUs } from '../../ledger/clock.ts'
import type { Child } from '../../sim/processes/child.ts'
import type { Attack } from './tool.ts'

/** What each part of the bench has. */
export type LoadBenchWorld = {
  /** Answers each GET at once. */
  readonly backend: Child
  readonly folder: string
  readonly nowUs: ClockUs
  readonly isQuick: boolean
  say(line: string): void
}

export const generatorProcessor = 0

/** An attack on the backend that only its cost is asked of. */
export function attackOn(
  { backend, folder }: LoadBenchWorld,
  ratePerS: number,
  durationS: number,
): Attack {
  return {
    port: backend.portOf('http'),
    path: '/orders/7',
    ratePerS,
    durationS,
    openConnections: 64,
    closedConnections: 64,
    isForSpeed: true,
    processor: generatorProcessor,
    folder,
  }
}
