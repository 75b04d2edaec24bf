import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { pinTo } from '../gateway/pin.ts'
import { attackOn, type LoadBenchWorld } from './bench-world.ts'
import { startNative } from './native.ts'

const ratePerS = 2_000

/** How late the pacer is with a processor of its own, and beside processes that never rest. */
export async function measureLateness(world: LoadBenchWorld): Promise<void> {
  const { say, isQuick } = world
  const durationS = isQuick ? 5 : 15
  const free = await lateness(world, durationS)
  using _busy = keepBusy()
  const busy = await lateness(world, durationS)
  say(`\nLateness of the pacer at ${ratePerS}/s over ${durationS} s:\n`)
  say('| processors | p50 | p90 | p99 | p99.9 |')
  say('|---|---:|---:|---:|---:|')
  for (const [name, latenessMs] of [
    ['one of its own', free],
    [`all ${availableParallelism()} busy with others`, busy],
  ] as const) {
    say(`| ${[name, ...latenessMs.map((ms) => `${ms.toFixed(2)} ms`)].join(' | ')} |`)
  }
}

/** Behind the warm-up that every drill has. */
async function lateness(world: LoadBenchWorld, durationS: number): Promise<readonly number[]> {
  const attack = { ...attackOn(world, ratePerS, durationS), isForSpeed: false }
  const { told } = await startNative(attack)
  return (await told)?.latenessMs ?? []
}

/** One process on each processor that computes without end. */
function keepBusy(): Disposable {
  const all = Array.from({ length: availableParallelism() }, (_one, processor) => {
    const spinner = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
    pinTo(processor, spinner.pid ?? 0)
    return spinner
  })
  return {
    [Symbol.dispose]() {
      for (const spinner of all) spinner.kill('SIGKILL')
    },
  }
}
