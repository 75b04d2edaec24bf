import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeLargeRun } from '../../../bench/report/large-run.ts'
import { reportOptionsOf } from '../../../bench/report/options.ts'
import { reconcile } from '../../../reports/reconcile/reconcile.ts'
import { RunStore } from '../../../reports/store/store.ts'

test.each([
  [[], { requests: 10_000_000 }],
  [['--requests', '5000', '--folder', 'x'], { requests: 5_000, folder: 'x' }],
])('options %o', (words, options) => {
  expect(reportOptionsOf(words)).toEqual(options)
})

test.each([[['--requests', '9']], [['--requests', 'x']], [['--often']]])(
  '%o is no option',
  (words) => {
    expect(() => reportOptionsOf(words)).toThrow(/BENCH_OPTION/)
  },
)

test('the ledgers of a made-up run add up, and some of its requests were lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-large-'))
  try {
    writeLargeRun(folder, 20_000)
    await using store = await RunStore.open(folder)
    const { broken, sums, witnesses } = await reconcile(store)
    expect(broken).toEqual([])
    expect(sums).toMatchObject({ recorded: 20_000, isExact: true })
    expect(witnesses.unknown.neverArrived).toBeGreaterThan(500)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
