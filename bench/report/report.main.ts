import { clockSince, newEpochNs } from '../../ledger/clock.ts'
import { reportRun } from '../../reports/report.ts'

/* Makes the report of the run folder that it is given, and says what that took, as JSON. */

const [, , folder = ''] = process.argv
const nowUs = clockSince(newEpochNs())
const { verdict, why, reconciliation } = await reportRun(folder)
const seconds = nowUs() / 1e6
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
process.stdout.write(
  JSON.stringify({
    seconds,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    // In KB, the most that this process and its threads ever held; it starts no other process.
    peakMb: maxRSS / 1_024,
    verdict,
    why,
    requests: reconciliation.offered,
    isExact: reconciliation.isExact,
  }),
)
