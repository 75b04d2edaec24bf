import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { goProgram, k6CacheFolder } from '../../../../../load/engines/k6/build/builds.ts'

const main = resolve(import.meta.dirname, '../../../../../load/engines/k6/build/main.ts')
/** There while k6 is being built. */
export const buildingMark = join(k6CacheFolder, 'building')
export const buildLog = join(k6CacheFolder, 'build.log')
/** Without Go there is no k6 to test with, unless it was built before. */
export const hasGo = goProgram(process.env.PATH ?? '') !== undefined

/**
 * Before all tests: begins to build both lines of k6, beside the tests that need none, with what those
 * leave of the processors. The tests of k6 wait for it.
 */
export default function setup(): (() => Promise<void>) | undefined {
  if (!hasGo) return undefined
  mkdirSync(k6CacheFolder, { recursive: true })
  writeFileSync(buildingMark, String(process.pid))
  const log = openSync(buildLog, 'w')
  const words = ['-n', '19', process.execPath, main, '--all', '--quick']
  const build = spawn('nice', words, { stdio: ['ignore', log, log] })
  const done = once(build, 'exit').finally(() => rmSync(buildingMark, { force: true }))
  return async () => {
    if (existsSync(buildingMark)) build.kill()
    await done
  }
}
