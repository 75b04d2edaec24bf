import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { preferToHousekeeping, rankOfSession } from '../../../bench/gateway/prefer.ts'
import { keepAwake } from '../../../bench/pauses/awake.ts'

/** Of capabilities(7): CAP_SYS_ADMIN, CAP_SYS_NICE. */
const [mayAdminister, mayPrefer] = [21n, 23n].map(isCapable)

test.runIf(process.platform === 'linux')('processors are kept awake until that is over', () => {
  const before = wakeWithinUs()
  const awake = keepAwake()
  expect(wakeWithinUs()).toBe(before === undefined ? undefined : 0)
  awake[Symbol.dispose]()
  expect(wakeWithinUs()).toBe(before)
})

test.runIf(process.platform === 'linux')(
  'all threads of a process are preferred, and its session until that is over',
  async () => {
    const before = rankOfSession()
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")'])
    try {
      await once(child.stdout, 'data')
      const preferred = preferToHousekeeping([child.pid ?? 0])
      const threads = readdirSync(`/proc/${child.pid}/task`).map(Number)
      expect(threads.length).toBeGreaterThan(1)
      expect(new Set(threads.map(getPriority))).toEqual(new Set([mayPrefer ? -20 : 0]))
      if (mayPrefer && mayAdminister && before !== undefined) expect(rankOfSession()).toBe(-20)
      preferred[Symbol.dispose]()
      expect(rankOfSession()).toBe(before)
    } finally {
      child.kill()
    }
  },
)

test.each([
  ['/autogroup-79 nice 0\n', 0],
  ['/autogroup-79 nice -20\n', -20],
  // Who was started by init itself is of no session: the kernel tells nothing.
  ['', undefined],
])('the rank of a session that the kernel tells as %j is %j', (told, rank) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-rank-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'autogroup')
  writeFileSync(file, told)
  expect(rankOfSession(file)).toBe(rank)
})

test('a system that tells no rank has none', () => {
  expect(rankOfSession('/nowhere/autogroup')).toBeUndefined()
})

test('a process that is gone is nobody to prefer', () => {
  expect(() => preferToHousekeeping([2 ** 22 + 1])[Symbol.dispose]()).not.toThrow()
})

function isCapable(capability: bigint): boolean {
  if (process.platform !== 'linux') return false
  const effective = /CapEff:\s*([\da-f]+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return ((BigInt(`0x${effective ?? '0'}`) >> capability) & 1n) === 1n
}

/** What the kernel is held to at this moment; undefined where nobody may ask. */
function wakeWithinUs(): number | undefined {
  try {
    return readFileSync('/dev/cpu_dma_latency').readInt32LE()
  } catch {
    return undefined
  }
}
