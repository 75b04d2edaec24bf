import { styleText } from 'node:util'
import type { Command } from 'commander'
import { libraryNames } from '../../scenarios/find-scenario.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'

export function addList(program: Command): void {
  program
    .command('list')
    .description('the drills that come with gatedrill, with their tags and how long they take')
    .action(async () => {
      for (const name of libraryNames()) {
        const { scenario } = await loadScenario(name, { set: [] })
        const { load, tags, description } = scenario
        const length = `${load.durationS} s at ${load.ratePerS}/s`
        process.stdout.write(
          `${styleText('bold', name.padEnd(20))} ${length.padEnd(16)} ${tags.join(', ')}\n` +
            `${' '.repeat(21)}${description}\n`,
        )
      }
    })
}
