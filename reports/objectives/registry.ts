import { amplification } from './amplification.ts'
import { availability } from './availability.ts'
import { brownout } from './brownout.ts'
import { budgetUsed } from './budget-used.ts'
import { burnRate } from './burn-rate.ts'
import { detection } from './detection.ts'
import { goodput } from './goodput.ts'
import { latency } from './latency.ts'
import { lost } from './lost.ts'
import { metastable } from './metastable.ts'
import type { Measure } from './objective.ts'
import { overAdmission } from './over-admission.ts'
import { recovery } from './recovery.ts'
import { rejected } from './rejected.ts'
import { score } from './score.ts'
import { share } from './share.ts'
import { units } from './units.ts'
import { uptime } from './uptime.ts'
import { windowedUptime } from './windowed-uptime.ts'

/** Everything that an objective can be about. A new measure is one file and one line here. */
export const measures: readonly Measure[] = [
  availability,
  latency,
  recovery,
  detection,
  lost,
  rejected,
  overAdmission,
  amplification,
  uptime,
  windowedUptime,
  goodput,
  brownout,
  budgetUsed,
  burnRate,
  metastable,
  share,
  units,
  score,
]
