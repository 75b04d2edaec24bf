import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { programOf } from '../../../cli/program.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { faults } from '../../../sim/faults/plan-faults.ts'
import { planDrill } from '../../../sim/plan-drill.ts'
import { root } from './sources.ts'

/** Begins like a command, and is what the program says. */
const sentences = ['needs Node 24 or newer']
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(md|yml)$/.test(file))
    .map((file) => `docs/${file}`),
]
const shown = pages.flatMap((page) => commandsOf(readFileSync(join(root, page), 'utf8'), page))

test('commands are found, and are what a shell makes of their line', () => {
  expect(shown.length).toBeGreaterThan(150)
  const text = '```sh\nnpm run gatedrill -- run x --set "a=b c"   # why\n```\nor `gatedrill list`'
  expect(commandsOf(text, 'p').map(({ words }) => words)).toEqual([
    ['run', 'x', '--set', 'a=b c'],
    ['list'],
  ])
})

test('every command that a page shows has its arguments, options that there are, and known names', async () => {
  const wrong: string[] = []
  for (const { page, words, isMention } of shown) {
    const why = await refusalOf(words, isMention)
    if (why !== undefined) wrong.push(`${page}: gatedrill ${words.join(' ')}: ${why}`)
  }
  expect(wrong).toEqual([])
})

type Shown = {
  readonly page: string
  readonly words: readonly string[]
  /** In a sentence, where a command may be named without its arguments. */
  readonly isMention: boolean
}

/** Command lines of blocks of code, and commands within a sentence; `<...>` stands for a 1. */
function commandsOf(text: string, page: string): Shown[] {
  const blocks = page.endsWith('.yml')
    ? [text.replaceAll(/^\s*(- )?(run|script): /gm, '')]
    : [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  const lines = blocks
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.trim().replace(/^\$ /, ''))
  const within = page.endsWith('.yml')
    ? []
    : [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
        ([, code = '']) => code,
      )
  return [...lines, ...within].flatMap((line, index) => {
    const [, rest] = /^(?:npm run gatedrill -- |(?:npx )?gatedrill )(.+)$/.exec(line) ?? []
    // The help of a command is made from the program itself.
    if (rest === undefined || page === 'docs/cli.md' || sentences.includes(rest)) return []
    if (/<command>|(^|\s)\.\.\.(\s|$)/.test(rest)) return []
    const words = wordsOf(rest.replaceAll(/<[^>]*>/g, '1'))
    return [{ page, words, isMention: index >= lines.length }]
  })
}

/** As a shell splits a line, up to a comment, a pipe or the next command. */
function wordsOf(line: string): readonly string[] {
  const [command = ''] = line.split(/\s(?:#|\||>|&&|;|\|\|)\s|\s+#/)
  return [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )
}

/** Why the program would refuse these words, before it has looked at any file. */
async function refusalOf(
  words: readonly string[],
  isMention: boolean,
): Promise<string | undefined> {
  const ran: (readonly string[])[] = []
  const program = programOf()
  for (const command of [program, ...program.commands, ...program.commands.flatMap(inner)]) {
    command.exitOverride().configureOutput({ writeErr() {}, writeOut() {} })
    if (command !== program && inner(command).length === 0) {
      command.action(() => {
        ran.push([command.name(), ...command.args])
      })
    }
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (isHelp(code) || (isMention && code === 'commander.missingArgument')) return undefined
    return error instanceof Error ? error.message : String(error)
  }
  const [[name = '', first = ''] = []] = ran
  if (takesScenario.includes(name) && isName(first)) return drillProblemOf(first, words)
  if (takesFault.includes(name) && isName(first) && !faults.has(first)) return `no fault ${first}`
  return undefined
}

/** A drill of the library with what is set, as far as that can be seen without its configuration. */
async function drillProblemOf(name: string, words: readonly string[]): Promise<string | undefined> {
  const set = words.filter((_word, index) => words[index - 1] === '--set')
  try {
    const { scenario } = await loadScenario(name, { set })
    planDrill(scenario)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const takesScenario = ['run', 'capacity', 'topology', 'up', 'k6']
const takesFault = ['faults', 'inject']

/** Neither a path nor what stands for one. */
const isName = (text: string) => /^[a-z][a-z0-9-]*$/.test(text)
const inner = (command: Command) => command.commands
const isHelp = (code: unknown) => code === 'commander.helpDisplayed' || code === 'commander.version'
