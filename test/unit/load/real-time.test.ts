import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { firstWords, goFirst, mayGoFirst } from '../../../load/pacing/real-time.ts'

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
  expect(firstWords()).toEqual([])
  expect(policyOf(pid)).not.toBe('SCHED_RR')
})

test('where there is no chrt it is as if it were not allowed', () => {
  vi.stubEnv('PATH', '/nowhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(mayGoFirst()).toBe(false)
})

test('a command with the words before it runs before all others, and so do its threads', () => {
  const [program = '', ...words] = [...firstWords(), 'sh', '-c', 'chrt -a -p $$']
  const { stdout } = spawnSync(program, words, { encoding: 'utf8' })
  expect(stdout?.includes('SCHED_RR')).toBe(mayGoFirst())
  // Those that a process starts by itself are as it is: k6 would have one thread of many that is first.
  expect(stdout).not.toContain('RESET_ON_FORK')
})
