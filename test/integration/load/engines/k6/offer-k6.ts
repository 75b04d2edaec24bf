import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoadLaunch } from '../../../../../ledger/launch/load.ts'
import { builtPathOf, k6Builds } from '../../../../../load/engines/k6/build/builds.ts'
import { offer } from '../../offer.ts'
import type { Steering } from '../../start-generator.ts'

/** Both lines of k6: ours tells by its output, the older one by CSV. */
export const k6s = [
  ['k6 v2 with the output', builtPathOf(k6Builds.v2), 'output'],
  ['k6 v1 by CSV', builtPathOf(k6Builds.v1), 'csv'],
] as const

export type K6Offer = {
  readonly path?: string
  /** Absent: made from the operations. */
  readonly script?: string
  readonly changes?: Partial<LoadLaunch>
  readonly settings?: Partial<NonNullable<LoadLaunch['k6']>>
  readonly steer?: Steering
}

/** As `offer`, by a real k6. */
export async function offerK6(port: number, { path, script, ...rest }: K6Offer = {}) {
  const used = path ?? k6s[0][1]
  if (!existsSync(used)) throw new Error(`${used} is missing: npm run build:k6 -- --all`)
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-k6-'))
  mkdirSync(join(folder, 'logs'))
  const file = join(folder, 'script.ts')
  if (script !== undefined) writeFileSync(file, script)
  const before = process.env.K6_PATH
  process.env.K6_PATH = used
  try {
    const k6 = {
      ...(script === undefined ? {} : { script: file }),
      env: {},
      keys: {},
      usersMax: 100,
      workFolder: join(folder, 'work'),
      logFolder: join(folder, 'logs'),
      ...rest.settings,
    }
    return await offer(port, { ...rest.changes, k6 }, rest.steer)
  } finally {
    if (before === undefined) delete process.env.K6_PATH
    else process.env.K6_PATH = before
    rmSync(folder, { recursive: true, force: true })
  }
}
