import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { goFirst, mayGoFirst } from '../../../load/pacing/real-time.ts'

/** What the system says that a process is: SCHED_RR, SCHED_OTHER. */
function policyOf(pid: number): string | undefined {
  const { stdout } = spawnSync('chrt', ['-p', String(pid)], { encoding: 'utf8' })
  return stdout?.match(/SCHED_[A-Z]+/)?.[0]
}

function startSleeper(): number {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  onTestFinished(() => void sleeper.kill('SIGKILL'))
  return sleeper.pid ?? 0
}

test('a process goes first where the system allows it, and nothing happens where not', () => {
  const pid = startSleeper()
  const isAllowed = mayGoFirst()
  const before = policyOf(pid)
  expect(goFirst(pid)).toBe(isAllowed)
  expect(policyOf(pid)).toBe(isAllowed ? 'SCHED_RR' : before)
  if (spawnSync('chrt', ['--rr', '1', 'true']).status === 0 && availableParallelism() > 1) {
    expect(isAllowed).toBe(true)
  }
})

test('it can be switched off', () => {
  vi.stubEnv('GATEDRILL_REALTIME', 'off')
  onTestFinished(() => void vi.unstubAllEnvs())
  const pid = startSleeper()
  expect(mayGoFirst()).toBe(false)
  expect(goFirst(pid)).toBe(false)
  expect(policyOf(pid)).not.toBe('SCHED_RR')
})

test('where there is no chrt it is as if it were not allowed', () => {
  vi.stubEnv('PATH', '/nowhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(mayGoFirst()).toBe(false)
})
