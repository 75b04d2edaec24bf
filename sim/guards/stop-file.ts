import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'

/** Refuses to start while the scenario's stop file exists; it is relative to the working directory. */
export function refuseStopped({ stopFile }: Scenario['guards']): void {
  if (stopFile === undefined || !existsSync(stopFile)) return
  throw new GatedrillError(
    worldProblem({
      code: worldErrorCodes.stopFile,
      where: `guards.stopFile ${stopFile}`,
      what: 'the stop file is there',
      why: `nothing may be harmed while ${resolve(stopFile)} exists`,
      fix: 'ask who made it; remove it when drills may run again',
    }),
  )
}
