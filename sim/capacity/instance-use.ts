import type { MachineUse } from '../../ledger/run.ts'
import { type Clock, wait } from '../clock.ts'
import { processorSecondsOf, residentMbOf } from '../machine-reader.ts'
import { watchMachine } from '../machine-use.ts'

export type InstanceUse = {
  /** Of all instances together: processors in use, and memory at the end; 0 where nobody tells. */
  readonly processors: number
  readonly residentMb: number
  readonly machineUse?: MachineUse
}

export type Watched = {
  readonly clock: Clock
  /** Their process ids. */
  readonly instances: readonly number[]
  /** Those of the whole run. */
  all(): readonly number[]
  readonly signal: AbortSignal
}

/** What instances and machine use between two instants, from /proc. */
export async function useBetween(
  startUs: number,
  endUs: number,
  { clock, instances, all, signal }: Watched,
): Promise<InstanceUse> {
  const until = (atUs: number) => wait(clock, Math.max(0, (atUs - clock.nowUs()) / 1_000), signal)
  const secondsOf = () => instances.reduce((sum, pid) => sum + processorSecondsOf(pid), 0)
  await until(startUs)
  const [fromUs, fromS] = [clock.nowUs(), secondsOf()]
  const machine = watchMachine(clock, all)
  try {
    await until(endUs)
  } catch (error) {
    machine.stop()
    throw error
  }
  const machineUse = machine.stop()
  return {
    processors: (secondsOf() - fromS) / ((clock.nowUs() - fromUs) / 1e6),
    residentMb: instances.reduce((sum, pid) => sum + residentMbOf(pid), 0),
    ...(machineUse === undefined ? {} : { machineUse }),
  }
}
