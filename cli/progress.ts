import { createLogUpdate } from 'log-update'
import type { Scenario } from '../scenarios/schema.ts'
import type { DrillProgress } from '../sim/progress.ts'
import { liveBlock } from './live-block.ts'
import { plainLines } from './plain-lines.ts'

export type ProgressOptions = { readonly seed: number; readonly isQuiet: boolean }

export type Progress = Disposable & { show(now: DrillProgress): void }

/**
 * Where a drill stands, on standard error: a live block on a terminal, else a line for whatever
 * changes and one every few seconds; nothing when quiet.
 */
export function progressTo(scenario: Scenario, { seed, isQuiet }: ProgressOptions): Progress {
  if (isQuiet) return { show: () => undefined, [Symbol.dispose]: () => undefined }
  const head = headOf(scenario, seed)
  if (!canRedraw(process.stderr)) {
    process.stderr.write(`${head}\n`)
    const lines = plainLines(scenario.load.durationS)
    return {
      show: (now) => {
        for (const line of lines(now)) process.stderr.write(`${line}\n`)
      },
      [Symbol.dispose]: () => undefined,
    }
  }
  const update = createLogUpdate(process.stderr)
  return {
    show: (now) => update(`${head}\n${liveBlock(now, scenario.load.durationS)}`),
    [Symbol.dispose]: () => update.done(),
  }
}

/** Some pseudo-terminals of build machines have no size: a block would be cut to nothing there. */
function canRedraw({ isTTY, columns, rows }: NodeJS.WriteStream): boolean {
  return isTTY === true && columns > 0 && rows > 0 && process.env.TERM !== 'dumb'
}

function headOf({ name, topology, load }: Scenario, seed: number): string {
  const regions = Object.entries(topology.regions).map(
    ([region, { zones, units }]) => `${region} (${zones} zones, ${units} units)`,
  )
  return (
    `${name}: ${topology.tier} ${topology.redundancy}, ${regions.join(', ')}; ` +
    `${load.ratePerS} requests/s for ${load.durationS} s, seed ${seed}`
  )
}
