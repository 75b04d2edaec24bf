import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root, runCli } from '../../e2e/drill.ts'

type Step = { readonly run?: string; readonly script?: string }

const exampleOf = (name: string) => parse(readFileSync(join(root, 'docs/ci', name), 'utf8'))

test.each([
  [
    'github-actions.yml',
    (example: { jobs: Record<string, { steps: Step[] }> }) =>
      Object.values(example.jobs).flatMap(({ steps }) => steps),
  ],
  ['azure-pipelines.yml', (example: { steps: Step[] }) => example.steps],
])('the command of %s is one that runs', async (name, stepsOf) => {
  const commands = stepsOf(exampleOf(name)).flatMap(({ run, script }) => run ?? script ?? [])
  const [words = ''] = commands.filter((command) => command.startsWith('npx gatedrill '))
  const config = join(root, 'scenarios/configs/orders')
  const args = words.replace('./apim', config).split(' ').slice(2)
  // All but the run itself: the scenario, the configuration and every option are read.
  const { code, stdout, stderr } = await runCli([...args, '--dry-run'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toContain('zone-down')
})
