import { expect, test } from 'vitest'
import { checkDescriptors } from '../../../load/descriptors.ts'

const populations = [60, 40].map((connections, index) => ({
  name: `p${index}`,
  share: 1,
  connections,
  keepAlive: true,
}))

test.each([
  [{ connections: 64 }, 104, false],
  [{ connections: 64 }, 103, true],
  [{ connections: 1, populations }, 140, false],
  [{ connections: 1, populations }, 139, true],
  [{ connections: 100_000 }, Number.POSITIVE_INFINITY, false],
])('%j with %s files may be refused: %s', (launch, filesMax, isRefused) => {
  const checked = expect(() => checkDescriptors(launch, filesMax))
  if (isRefused) checked.toThrow(/ulimit -n \d+/)
  else checked.not.toThrow()
})
