import type { Command } from 'commander'
import { programOf } from '../../../cli/program.ts'
import { madeBy } from './made-by.ts'

/** Every command as its own help has it. */
export const cliDocs = [{ path: 'docs/cli.md', make: cliDoc }]

function cliDoc(): string {
  const commands = programOf().commands
  const lines = commands.map(
    (command) =>
      `- [\`${command.name()}\`](#gatedrill-${command.name()}): ${command.description()}`,
  )
  return [
    '# The command line',
    madeBy,
    'In a clone, `npm run gatedrill -- <command>`. `gatedrill <command> --help` prints what stands here. ' +
      'Exit codes: 0 pass, 1 an objective failed, 2 bad input, 3 inconclusive, 4 aborted; a command that ' +
      'means something else says so.',
    lines.join('\n'),
    ...commands.map(commandPart),
  ].join('\n\n')
}

function commandPart(command: Command): string {
  const inner = command.commands
  const own = `## gatedrill ${command.name()}\n\n${fencedHelp(command)}`
  const parts = inner.map(
    (one) => `### gatedrill ${command.name()} ${one.name()}\n\n${fencedHelp(one)}`,
  )
  return [own, ...parts].join('\n\n')
}

/** The help as it is printed on a terminal of 100 columns, with what stands behind it. */
function fencedHelp(command: Command): string {
  const texts: string[] = []
  command
    .configureOutput({
      writeOut: (text) => texts.push(text),
      getOutHelpWidth: () => 100,
      getOutHasColors: () => false,
    })
    .outputHelp()
  return `\`\`\`\n${texts.join('').trim()}\n\`\`\``
}
