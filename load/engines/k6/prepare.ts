import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { isLevel } from '../../../ledger/launch/rate-line.ts'
import { bundleOf } from './bundle.ts'
import { type Entrances, environmentOf } from './command.ts'
import { findK6, type K6 } from './find-k6.ts'
import { inspectScript } from './inspect.ts'
import { type Iterations, iterationsOf, scriptOf } from './script-of.ts'

/** A k6 and a script that it takes. */
export type Prepared = {
  readonly k6: K6
  /** The script; one that was made lies in the work folder. */
  readonly script: string
  readonly bundleFile: string
  readonly env: Record<string, string>
  /** The script is not made here, and says itself how it runs. */
  readonly runsItsOwnWay: boolean
  /** How many k6 is to make; absent: of a script of somebody else, or of a rate that changes. */
  readonly iterations?: Iterations
}

type Surroundings = Readonly<Record<string, string | undefined>>

/**
 * Finds k6, makes the script when there is none, bundles it and lets k6 read it. A GatedrillError
 * says what is wrong with any of these.
 */
export async function prepareK6(
  launch: LoadLaunch,
  entrances: Entrances,
  surroundings: Surroundings,
): Promise<Prepared> {
  const { k6: given } = launch
  if (given === undefined) throw new Error('this load is not made by k6')
  const k6 = findK6(surroundings)
  const made = join(given.workFolder, 'load.ts')
  if (given.script === undefined)
    writeFileSync(made, scriptOf({ ...launch, keys: given.keys, usersMax: given.usersMax }))
  const script = given.script ?? made
  const bundleFile = join(given.workFolder, 'bundle.js')
  writeFileSync(bundleFile, await bundleOf(script))
  const env = environmentOf(launch, entrances, surroundings)
  const { runsItsOwnWay } = inspectScript(k6.path, { script, bundleFile, env })
  const isMade = given.script === undefined
  return {
    k6,
    script,
    bundleFile,
    env,
    runsItsOwnWay: runsItsOwnWay && !isMade,
    ...(isMade && isLevel(launch) ? { iterations: iterationsOf(launch) } : {}),
  }
}
