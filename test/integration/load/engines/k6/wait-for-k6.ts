import { existsSync, readFileSync } from 'node:fs'
import { beforeAll } from 'vitest'
import { eventually } from '../../../../e2e/drill.ts'
import { buildingMark, buildLog, hasGo } from './build-k6.ts'
import { k6s } from './offer-k6.ts'

/** True where nothing can build k6, and nobody has: then its tests are skipped. */
export const isWithoutK6 = !hasGo && !k6s.every(([, path]) => existsSync(path))

/** From an empty cache of Go, beside other tests, on two processors. */
const buildMaxMs = 15 * 60_000

/** Holds the tests of a file until k6 is built. */
export function waitForK6(): void {
  beforeAll(async () => {
    await eventually('k6 is built', buildMaxMs, () => !existsSync(buildingMark))
    const missing = k6s.filter(([, path]) => !existsSync(path))
    if (missing.length > 0) throw new Error(readFileSync(buildLog, 'utf8'))
  }, buildMaxMs)
}
