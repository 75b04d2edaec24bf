import { styleText } from 'node:util'
import { libraryNames } from '../../scenarios/find-scenario.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'

/** Prints the drills of the library. */
export async function list(): Promise<void> {
  for (const name of libraryNames()) {
    const { scenario } = await loadScenario(name, { set: [] })
    const { load, tags, description } = scenario
    const length = `${load.durationS} s at ${load.ratePerS}/s`
    process.stdout.write(
      `${styleText('bold', name.padEnd(20))} ${length.padEnd(16)} ${tags.join(', ')}\n` +
        `${' '.repeat(21)}${description}\n`,
    )
  }
}
