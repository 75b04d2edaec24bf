import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { GatedrillError } from '../../../ledger/errors.ts'
import { type LoadOptions, loadScenario } from '../../../scenarios/load-scenario.ts'

/** A folder for the scenario files of one test file, with a configuration in it; gone after its tests. */
export function scenarioFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-scenarios-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'config/subscriptions/fabrikam'), { recursive: true })
  let files = 0
  /** Writes a scenario file and returns its path. */
  function fileOf(extension: string, text: string): string {
    files += 1
    const file = join(folder, `scenario-${files}${extension}`)
    writeFileSync(file, text)
    return file
  }
  return { folder, fileOf }
}

export const good = `name: mine
topology:
  tier: premium
  regions:
    westeurope: { zones: 3, units: 3 }
gateway:
  config: config
  hosts: { '*': orders }
backends: { orders: {} }
load:
  ratePerS: 100
  durationS: 10
objectives:
  - availability >= 99%
`

/** What is wrong with a scenario; fails when nothing is. */
export async function errorOf(nameOrPath: string, options: Partial<LoadOptions> = {}) {
  try {
    await loadScenario(nameOrPath, { set: [], ...options })
  } catch (error) {
    if (error instanceof GatedrillError) return error
    throw error
  }
  throw new Error('it was not refused')
}
