import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { identityOf, lifeOf } from '../../../../sim/processes/process-identity.ts'

function self() {
  const identity = identityOf(process.pid)
  if (identity === undefined) throw new Error('this system does not tell when a process started')
  return identity
}

test('this process is alive', () => {
  expect(lifeOf(self())).toBe('alive')
})

test.each([
  ['an earlier process of the same number is gone', { startTicks: 1 }, 'gone'],
  ['what ran before the machine was started anew is gone', { bootId: 'another' }, 'gone'],
  ['of another container nothing is known', { namespace: 'pid:[1]' }, 'unknown'],
  ['of another machine nothing is known', { host: 'another', bootId: 'another' }, 'unknown'],
])('%s', (_case, changes, life) => {
  expect(lifeOf({ ...self(), ...changes })).toBe(life)
})

test('a process that ended is gone, also while its parent has not asked', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  await once(child, 'spawn')
  const identity = identityOf(child.pid ?? 0)
  expect(identity === undefined ? undefined : lifeOf(identity)).toBe('alive')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(identity === undefined ? undefined : lifeOf(identity)).toBe('gone')
  expect(identityOf(child.pid ?? 0)).toBeUndefined()
})
