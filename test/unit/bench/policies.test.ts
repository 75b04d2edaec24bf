import { expect, test } from 'vitest'
import { policies } from '../../../bench/policies.ts'

test('prints microseconds for each policy that is asked for, and how its example ended', async () => {
  const lines: string[] = []
  await policies.run((line) => lines.push(line), ['set-header', 'check-header'])
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^\| check-header \| \d+\.\d\d \| ends with 401 HeaderNotFound \|$/),
    expect.stringMatching(/^\| set-header \| \d+\.\d\d \| goes on \|$/),
  ])
})

test('a policy that there is not is bad input', async () => {
  await expect(policies.run(() => undefined, ['set-haeder'])).rejects.toThrow('BENCH_OPTION')
})
