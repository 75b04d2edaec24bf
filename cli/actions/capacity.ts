import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clockSince, newEpochNs } from '../../ledger/clock.ts'
import type { CapacityDocument } from '../../reports/capacity/capacity-document.ts'
import { capacityPageOf } from '../../reports/capacity/page.ts'
import { sloOf } from '../../reports/capacity/slo.ts'
import { realClock } from '../../sim/clock.ts'
import { planDrill } from '../../sim/plan-drill.ts'
import { capacityDocumentOf } from '../capacity/capacity-document-of.ts'
import { measured } from '../capacity/measured.ts'
import { printCapacity } from '../capacity/print-capacity.ts'
import { commandLineOf, quoted } from '../command-line.ts'
import { exitCodes } from '../exit-codes.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import { newRunFolder, placed, prepareDrill, type ScenarioOptions } from '../prepare-drill.ts'
import { sweep } from '../sweep.ts'

/** Options of the command. */
export type CapacityCommandOptions = ScenarioOptions & {
  readonly slo: readonly string[]
  readonly peak?: number
  readonly price?: number
  readonly units?: number
  readonly from?: number
  readonly quick?: true
  /** Seconds. */
  readonly maxDuration: number
  readonly out: string
  readonly keepLedgers?: true
  readonly quiet?: true
  readonly json?: true
}

/** Finds what units carry, prints and writes the plan, and sets the exit code: 3 when a knee is not known. */
export async function capacity(name: string, options: CapacityCommandOptions): Promise<void> {
  const prepared = await prepareDrill(name, options)
  const { loaded } = prepared
  const { scenario } = loaded
  const objectives = await placed(loaded, () => sloOf(options.slo, scenario.objectives))
  sweep(options.out)
  const startedAt = new Date().toISOString()
  const folder = newRunFolder(options.out, `${scenario.name}-capacity`)
  using interrupt = abortOnInterrupt('ending processes, leaving nothing')
  const asked = { objectives, command: commandOf(name, options), startedAt }
  try {
    const found = await placed(loaded, () =>
      measured(prepared, {
        ...options,
        ...asked,
        folder,
        clock: realClock(clockSince(newEpochNs())),
        signal: interrupt.signal,
      }),
    )
    const { timing } = planDrill(scenario, options.seed)
    const document = capacityDocumentOf(scenario, timing, found, { ...options, ...asked })
    await write(document, folder)
    if (options.json === true) process.stdout.write(textOf(document))
    else printCapacity(document, folder)
    process.exitCode = document.verdict === 'pass' ? exitCodes.pass : exitCodes.inconclusive
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    // What was measured by then is of no use without the rest.
    rmSync(folder, { recursive: true, force: true })
    process.stderr.write('interrupted: nothing was kept\n')
    process.exitCode = exitCodes.aborted
  }
}

async function write(document: CapacityDocument, folder: string): Promise<void> {
  writeFileSync(join(folder, 'capacity.json'), textOf(document))
  writeFileSync(join(folder, 'capacity.html'), await capacityPageOf(document))
}

function textOf(document: CapacityDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function commandOf(name: string, options: CapacityCommandOptions): string {
  const { slo, peak, price, units, from, quick } = options
  const words = [
    ...slo.flatMap((text) => ['--slo', text]),
    ...(peak === undefined ? [] : ['--peak', String(peak)]),
    ...(price === undefined ? [] : ['--price', String(price)]),
    ...(units === undefined ? [] : ['--units', String(units)]),
    ...(from === undefined ? [] : ['--from', String(from)]),
    ...(quick === true ? ['--quick'] : []),
  ]
  return [commandLineOf(name, options, 'capacity'), ...words.map(quoted)].join(' ')
}
