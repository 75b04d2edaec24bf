import type { ClockUs } from '../../../ledger/clock.ts'
import type { LoadLaunch, LoadProgress } from '../../../ledger/launch/load.ts'
import type { clientRecord } from '../../../ledger/records.ts'
import type { LedgerWriter } from '../../../ledger/writer.ts'
import type { Disturbances } from '../../disturbances.ts'
import type { Population } from '../../populations/populations.ts'
import type { Schedule } from '../../schedule.ts'
import type { Tally } from '../../tally.ts'
import { clientRecordOf } from './client-record-of.ts'
import { NativeEngine } from './engine.ts'

/** A turn ends for nearly every request: writing each record alone would cost as much as sending it. */
const flushEveryUs = 1_000

export type RecordedEngineOptions = {
  readonly launch: LoadLaunch
  readonly schedule: Schedule
  readonly populations: readonly Population[]
  readonly clock: ClockUs
  readonly disturbances: Disturbances
  readonly tally: Tally
  readonly ledger: LedgerWriter<typeof clientRecord>
  after(delayMs: number, call: () => void): void
  onProgress(progress: LoadProgress): void
}

/** An engine whose every attempt is in a ledger, and which is counted second by second. */
export function recordedEngine(options: RecordedEngineOptions): NativeEngine {
  const { tally, ledger, onProgress } = options
  let flushedAtUs = 0
  return new NativeEngine({
    ...options,
    onOffer: ({ firedAtUs, intendedAtUs }) => tally.offered(firedAtUs - intendedAtUs),
    onEnd: (request, end, isLast) => {
      ledger.append(clientRecordOf(request, end))
      if (isLast) tally.ended(end.outcome, end.endedAtUs - request.firstIntendedAtUs)
    },
    onTurn: (nowUs) => {
      if (nowUs - flushedAtUs >= flushEveryUs) {
        flushedAtUs = nowUs
        ledger.flush()
      }
      const progress = tally.take(nowUs)
      if (progress !== undefined) onProgress(progress)
    },
  })
}
