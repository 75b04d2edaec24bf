import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { RunManifest } from '../ledger/run.ts'
import type { Clock } from './clock.ts'
import { watchMachine } from './machine-use.ts'

/** Of the sampling of the event loop; Node counts it into every delay. */
const lagResolutionMs = 10

export type HarnessHealth = Pick<RunManifest, 'controllerLagMaxMs' | 'machineUse'>

/** Watches the controller's own event loop and the machine until it is stopped. */
export function watchHarness(
  clock: Clock,
  pids: () => readonly number[],
): { stop(): HarnessHealth } {
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs })
  lag.enable()
  const machine = watchMachine(clock, () => [process.pid, ...pids()])
  return {
    stop() {
      lag.disable()
      const machineUse = machine.stop()
      return {
        controllerLagMaxMs: Math.max(0, lag.max / 1_000_000 - lagResolutionMs),
        ...(machineUse === undefined ? {} : { machineUse }),
      }
    },
  }
}
